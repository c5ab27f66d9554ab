"""Rules that real bodies use or used, each with where it is written down."""

from dataclasses import dataclass

from commonlist.agreement.language import parse
from commonlist.agreement.rules import Rule
from commonlist.errors import UnknownNameError


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named rule; ``note`` says what of the real procedure the rule does not compute."""

    name: str
    text: str
    title: str
    source: str
    note: str = ""

    def rule(self) -> Rule:
        """Return its value."""
        return parse(self.text)


_VIENNA = "cn, eg, eu, fr, de, ir, iq, it, jo, lb, om, qa, ru, sa, tr, ae, gb, us"

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            name="vienna-6",
            text=f"un or all({_VIENNA}) [stances]",
            title="UN-designated, or agreed by the participants of Vienna",
            source="Communiqué of Vienna, 30 October 2015, article 6",
            note="The participants are the 17 states and the EU of the communiqué; what they "
            "agreed by word counts as their stance.",
        ),
        Preset(
            name="un-mandated",
            text="un",
            title="Designated by the UN Security Council",
            source="Security Council resolutions 1267 (1999), 1989 (2011), 2253 (2015)",
        ),
        Preset(
            name="unanimity-vienna",
            text=f"all(un, {_VIENNA}) [stances]",
            title="Agreed by the UN and every participant of Vienna",
            source="Communiqué of Vienna, 30 October 2015 (its participants); the rule is ours "
            "for comparison",
        ),
        Preset(
            name="quorum-west",
            text="atleast(3, us, eu, gb, ca, au, nz)",
            title="Three of six, by law",
            source="No body's rule: a threshold for comparison",
        ),
        Preset(
            name="bilateral-us-ru",
            text="all(us, ru) [stances]",
            title="The United States and Russia agree",
            source="Talks of 15 December 2015 on a common list of terrorist organisations "
            "(Reuters, RIA, The Independent of that day)",
        ),
        Preset(
            name="p5",
            text="all(cn, fr, gb, ru, us)",
            title="The five permanent members, by law",
            source="Charter of the United Nations, article 23; the rule is ours for comparison",
        ),
        Preset(
            name="csto",
            text="present_and_confirm(am, by, kz, kg, ru, tj)",
            title="One member presents, each confirms",
            source="CSTO list of organisations (eurasialift 2010; CSTO press service via "
            "Interfax-AVN)",
            note="Presenting and confirming are acts in the Permanent Council, not voices: "
            "without talks the answer is undetermined.",
        ),
        Preset(
            name="quartet",
            text="all(sa, ae, eg, bh)",
            title="The Arab Quartet, by law",
            source="Joint statements of Saudi Arabia, the UAE, Egypt and Bahrain, 2017",
        ),
        Preset(
            name="sco",
            text="any(cn, in, kz, kg, pk, ru, tj, uz)",
            title="Banned in the territory of a member",
            source="SCO RATS register of organisations banned in members' territories (2019)",
            note="The unified list by consensus (Samarkand 2022) is a procedure of the body.",
        ),
        Preset(
            name="tftc",
            text="joint_action(us, sa, ae, bh, kw, om, qa, same day)",
            title="Joint, simultaneous designations",
            source="Terrorist Financing Targeting Center, memorandum of 2017",
            note="Without a record of joint acts the answer is undetermined.",
        ),
        Preset(
            name="un-1267",
            text="source(un_sc)",
            title="On the list of the UN committees",
            source="Security Council resolution 1267 (1999) and guidelines of the Committee",
            note="The Committee decides by consensus of its fifteen members under a "
            "no-objection procedure; that is not computed, only its result is read.",
        ),
        Preset(
            name="eu-931",
            text="source(eu_931)",
            title="On the EU's autonomous list of terrorists",
            source="Common Position 2001/931/CFSP, article 1(4)",
            note="A prior decision by a competent authority and unanimity in the Council are "
            "not computed, only the result is read; reviewed at least every six months.",
        ),
    )
}


def rule_of(text: str) -> tuple[Rule, str]:
    """Return the rule of a preset's name or of a text, and the preset's name ("" if none).

    Raises:
        RuleError: it is neither.
        UnknownNameError: it looks like a preset's name but is none.
    """
    if text in PRESETS:
        return PRESETS[text].rule(), text
    if "-" in text and "(" not in text and " " not in text:
        raise UnknownNameError(f"no preset {text!r}; there are {', '.join(PRESETS)}")
    return parse(text), ""
