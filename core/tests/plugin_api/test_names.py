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
        ScopedModel SiteModel UTCDateTimeField association_scope crossing_associations fold read_page transaction
    """,
    "brobygger.plugin_api.forms": """
        BaseForm CheckboxesField EditForm EmailField PhoneField PictureField PictureForm Required UPLOAD_BYTES
        WriteForm choices one_line picture_field read_form read_query strip
    """,
    "brobygger.plugin_api.i18n": """
        COMMON_LANGUAGES and_list clock_time current_language current_locale gettext language_name lazy long_date
        long_datetime moment ngettext npgettext number pgettext phone short_date use_language
    """,
    "brobygger.plugin_api.services": """
        ACCESS_FACTS AccessFact AddressError AssistedVisit Association Contact DROPPED EXPIRED Membership NoOfferError
        NotInLineError OFFERED Person Picture PictureError PictureRefusedError PicturesFullError Place PlaceState
        Pool PoolClosedError Prepared Subject TooManyTakenError absolute_url accept_offer add_picture add_to_figure
        add_to_visit allow_confirmation_mail ask_modules ask_to_confirm assisted_visit audit cancel change_capacity
        check_address claim_due close_pool consent contact_of_person
        contacts_permitted create_pool find_contact find_or_add_contact forget_place keyed_hash leave_place manage_token
        module_settings move_place notify now once persons_of position_of prepare_picture proven_addresses read_figures
        remove_picture render_markdown schedule send_mail sender_of site_path take_place today
    """,
    "brobygger.plugin_api.web": """
        client_address csv_response redirect_to render render_form see_other url_for
    """,
}


@pytest.mark.parametrize("name", PUBLIC)
def test_plugin_api_offers_these_names(name: str) -> None:
    module = import_module(name)

    assert set(module.__all__) == set(PUBLIC[name].split())
    assert all(hasattr(module, public) for public in module.__all__)
