"""The public surface, pinned: a name that is added or taken away is seen here first."""

from __future__ import annotations

from importlib import import_module

import pytest

PUBLIC = {
    "brobygger.plugin_api": """
        AssistedAction Audience DueDeletion Envelope ErasureReport Figure Fragment MEMBER MailQueue MyItem
        NavigationItem Need PUBLIC PeriodicTask Permission PersonalExport PluginManifest
        Route SIGNED_IN hookimpl hookspec permission setting
    """,
    "brobygger.plugin_api.db": """
        Category ClockTimeField Erasure JSONField KeyField LegalBasis MailRow MailState Page PersonalData PublicIdField
        ScopedModel SiteModel UTCDateTimeField association_scope crossing_associations current_association_id fold
        module_scope read_page transaction
    """,
    "brobygger.plugin_api.forms": """
        BaseForm CheckboxesField EditForm EmailField PhoneField PictureField PictureForm Required UPLOAD_BYTES
        WriteForm choices one_line picture_field read_form read_query strip
    """,
    "brobygger.plugin_api.i18n": """
        COMMON_LANGUAGES and_list clock_time current_language current_locale gettext language_name lazy long_date
        long_datetime moment ngettext npgettext number pgettext phone short_date site_language use_language
    """,
    "brobygger.plugin_api.services": """
        absolute_url accept_offer ACCESS_FACTS AccessFact add_picture add_to_figure add_to_visit
        AddressError all_roles allow_confirmation_mail ask_modules ask_to_confirm assisted_visit
        AssistedVisit Association audit cancel change_capacity check_address claim_due close_pool consent
        Contact contact_of_person contacts_permitted create_pool DROPPED EXPIRED find_contact
        find_or_add_contact forget_place keyed_hash leave_place mail_colours mail_sender_address
        manage_token MemberFilter Membership module_settings move_place NoOfferError notify NotInLineError
        now OFFERED once Person persons_of Picture PictureError PictureRefusedError PicturesFullError Place
        PlaceState plugin_settings Pool PoolClosedError position_of prepare_picture Prepared
        proven_addresses reachable_members read_figures read_kinds read_new_associations remove_picture render_markdown
        render_template RenderedMail schedule send_mail send_rendered sender_of site_path Subject take_place
        today TooManyTakenError which_fit
    """,
    "brobygger.plugin_api.web": """
        client_address redirect_to render render_form see_other table_response url_for
    """,
}


@pytest.mark.parametrize("name", PUBLIC)
def test_plugin_api_offers_these_names(name: str) -> None:
    module = import_module(name)

    assert set(module.__all__) == set(PUBLIC[name].split())
    assert all(hasattr(module, public) for public in module.__all__)
