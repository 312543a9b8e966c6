"""What somebody writes as a person's phone: what Telnyx would dial, or why it cannot."""

import pytest

from emulator.operations.outgoing import destination
from provider.phones import LONGEST, NEITHER, NotDiallable, read


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("sip:ana@sip.telnyx.com", "sip:ana@sip.telnyx.com"),
        (" SIP:Ana.Ruiz@SIP.Telnyx.COM ", "sip:Ana.Ruiz@sip.telnyx.com"),
        ("ana@sip.telnyx.com", "sip:ana@sip.telnyx.com"),
        ("sips:1001@pbx.acme.io:5061", "sips:1001@pbx.acme.io:5061"),
        ("sip:1001@pbx.acme.io;transport=tls", "sip:1001@pbx.acme.io;transport=tls"),
        ("sip:%2B15550100123@pbx.acme.io", "sip:%2B15550100123@pbx.acme.io"),
        ("sip:ana@8.8.8.8", "sip:ana@8.8.8.8"),
        ("sip:ana@[2001:4860:4860::8888]:5060", "sip:ana@[2001:4860:4860::8888]:5060"),
        ("+1 (415) 555-0132", "+14155550132"),
        ("(415) 555-0132", "+14155550132"),
        ("tel:+442079460958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
    ],
)
def test_written_as_people_do(written, dialled):
    assert read(written, "US") == dialled


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("garbage address", NEITHER),
        ("", NEITHER),
        ("sip", NEITHER),
        ("ana", NEITHER),
        ("http://example.org", NEITHER),
        ("sip:ana", "before the @"),
        ("sip:", "before the @"),
        ("sip:@sip.telnyx.com", "before the @"),
        ("sip:ana,123@sip.telnyx.com", "before the @"),
        ("sip:ana ruiz@sip.telnyx.com", "before the @"),
        ("sip:ana:secret@sip.telnyx.com", "before the @"),
        ("sip:ana@", "after the @"),
        ("sip:ana@-a-.com", "after the @"),
        ("sip:ana@host name", "after the @"),
        ("sip:ana@sip.telnyx.com; DROP", "after the @"),
        ("sip:ana@sip.telnyx.com:70000", "up to 65535"),
        ("sip:ana@sip.telnyx.com:x", "up to 65535"),
        ("sip:ana@localhost", "cannot reach"),
        ("sip:ana@192.168.1.9", "cannot reach"),
        ("sip:ana@phone.local", "cannot reach"),
        (f"sip:{'a' * LONGEST}@sip.telnyx.com", "at most 200"),
        ("+1415", "too short"),
        ("911", "emergency"),
    ],
)
def test_refused_with_a_sentence(written, words):
    with pytest.raises(NotDiallable, match=r"\.$") as refusal:
        read(written, "US")
    assert words in str(refusal.value)


@pytest.mark.parametrize("scheme", ["sip", "sips"])
def test_what_is_kept_is_dialled_by_the_emulator(scheme):
    """The stand-in for Telnyx has rules of its own, and takes what ours let through."""
    kept = read(f"{scheme}:ana.ruiz@pbx.acme.io:5061;transport=tls", "US")
    assert destination(kept) == kept
