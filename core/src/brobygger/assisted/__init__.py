"""Helping people at the desk and on the phone: registering somebody without e-mail or account, and only while they ask.

A visit is the window: while it is open its helper sees what they wrote in it, and nothing else of the person.
"""
