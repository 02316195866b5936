"""Everything people can start: typed commands, pressed buttons and filled-in forms, in tables.

Manifests, the menu and `docs/commands.md` are made from these tables.
"""

from dataclasses import dataclass

from bot.handlers import (
    absence,
    approvals,
    calendars,
    committees,
    confirmations,
    decisions,
    doctor,
    drafts,
    exports,
    findings,
    holders,
    imports,
    language,
    link,
    matrix,
    meetings,
    menu,
    mine,
    minutes,
    occurrences,
    outbox,
    parties,
    plan,
    raci,
    reach,
    reminders,
    simulation,
    wheel,
    wheel_items,
)
from bot.handlers.turn import Handler
from bot.services.permissions import Ability


@dataclass(frozen=True)
class CommandSpec:
    """A typed command.

    Args:
        name: its name in catalogues: `command.<name>.summary` and `command.<name>.usage`.
        feature: the word that its files carry in every layer.
        words: what may be typed, Danish and English alike, the one shown first leading.
        run: the handler.
        ability: what the asker must be allowed.
        under: the command after whose word it stands ("raci" for `/raci matrix`), or None.
        slash: Slack's slash commands for it, the English one first.
        in_menu: the menu lists it.
        changes: it changes something: its delivery is stored before it is acknowledged.
        most_words: with more words than this behind it, it is not this command but a question
            to look up ("hjælp, jeg er hacket"); None for any number.
    """

    name: str
    feature: str
    words: tuple[str, ...]
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    under: str | None = None
    slash: tuple[str, ...] = ()
    in_menu: bool = True
    changes: bool = False
    most_words: int | None = 0


@dataclass(frozen=True)
class ActionSpec:
    """A button or a choice. `id` travels in the card; its feature is the part before the dot.

    `changes` as for a command. `stale` shows how things stand, under the sentence that says why a
    press came too late.
    """

    id: str
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    changes: bool = False
    stale: Handler | None = None


@dataclass(frozen=True)
class FormSpec:
    """A form that people fill in. `id` is `Form.action`; its feature is the part before the dot."""

    id: str
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    changes: bool = True
    stale: Handler | None = None


@dataclass(frozen=True)
class ShortcutSpec:
    """A shortcut in the menu of any message. `id` stands in the manifests and never changes.

    It answers with a form; its name is `shortcut.<id>` in the catalogues.
    """

    id: str
    run: Handler
    ability: Ability = Ability.SEE_OWN


COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "menu", "menu", ("hjælp", "help", "menu"), menu.show, slash=("/isms",), in_menu=False
    ),
    CommandSpec("mine", "mine", ("mine", "mine opgaver", "me", "my tasks"), mine.show),
    CommandSpec(
        "raci",
        "raci",
        ("ansvar", "raci", "hvem", "who"),
        raci.look_up,
        slash=("/raci", "/ansvar"),
        most_words=None,
    ),
    CommandSpec("matrix", "matrix", ("matrix",), matrix.show, under="raci"),
    CommandSpec("list", "matrix", ("liste", "list"), matrix.show_list, under="raci"),
    CommandSpec("check", "findings", ("tjek", "check"), findings.show, under="raci"),
    CommandSpec(
        "set",
        "drafts",
        ("ret", "set"),
        drafts.edit,
        Ability.EDIT_MATRIX,
        under="raci",
        most_words=None,
    ),
    CommandSpec(
        "draft", "drafts", ("kladde", "draft"), drafts.show, Ability.SEE_DRAFT, under="raci"
    ),
    CommandSpec(
        "wheel",
        "wheel",
        ("årshjul", "wheel", "annual wheel"),
        wheel.show,
        Ability.SEE_WHEEL,
        slash=("/wheel", "/aarshjul"),
        most_words=8,
    ),
    CommandSpec(
        "when",
        "wheel",
        ("hvornår er", "hvornår har vi", "hvornår holder vi", "when is", "when are", "when do we"),
        wheel.when,
        Ability.SEE_WHEEL,
        most_words=None,
    ),
    CommandSpec(
        "approval",
        "approvals",
        ("godkendelser", "godkendelse", "approvals", "approval"),
        approvals.view.show,
        Ability.SEE_OWN,
        slash=("/approval", "/godkendelse"),
        most_words=2,
    ),
    CommandSpec(
        "approval-new",
        "approvals",
        ("ny", "new"),
        approvals.requests.new,
        Ability.SEE_OWN,
        under="approval",
        most_words=None,
    ),
    CommandSpec(
        "press-instead",
        "approvals",
        ("godkendt", "godkend", "jeg godkender", "approved", "approve", "i approve"),
        approvals.view.press_instead,
        Ability.SEE_OWN,
        in_menu=False,
        most_words=4,
    ),
    CommandSpec("raci-mine", "mine", ("mine", "mig", "me"), mine.show, under="raci", in_menu=False),
    CommandSpec("role", "holders", ("rolle", "role"), holders.roles, most_words=4),
    CommandSpec("supplier", "parties", ("leverandør", "supplier"), parties.parties, most_words=4),
    CommandSpec(
        "plan-add",
        "plan",
        ("årsplan tilføj", "plan tilføj", "årsplan add", "plan add"),
        plan.start_new,
        Ability.SEE_OWN,
        in_menu=False,
        most_words=None,
    ),
    CommandSpec("plan", "plan", ("årsplan", "plan"), plan.show, Ability.SEE_WHEEL, most_words=2),
    CommandSpec(
        "task",
        "plan",
        ("opgave", "task"),
        plan.quick,
        Ability.SEE_OWN,
        changes=True,
        most_words=None,
    ),
    CommandSpec(
        "wheel-done",
        "occurrences",
        ("udført", "done"),
        occurrences.words.done,
        Ability.SEE_OWN,
        under="wheel",
        changes=True,
        most_words=None,
    ),
    CommandSpec(
        "move",
        "occurrences",
        ("flyt", "move"),
        occurrences.words.move,
        Ability.SEE_OWN,
        under="wheel",
        most_words=None,
    ),
    CommandSpec(
        "wheel-add",
        "wheel_items",
        ("tilføj", "add"),
        wheel_items.new,
        Ability.EDIT_WHEEL,
        under="wheel",
    ),
    CommandSpec(
        "wheel-items",
        "wheel_items",
        ("punkter", "items"),
        wheel_items.items,
        Ability.SEE_WHEEL,
        under="wheel",
    ),
    CommandSpec(
        "wheel-systems",
        "wheel_items",
        ("systemer", "systems"),
        wheel_items.systems,
        Ability.SEE_WHEEL,
        under="wheel",
    ),
    CommandSpec(
        "done",
        "occurrences",
        ("udført", "done"),
        occurrences.words.done,
        Ability.SEE_OWN,
        in_menu=False,
        changes=True,
        most_words=20,
    ),
    CommandSpec(
        "absent",
        "absence",
        ("fravær", "absent"),
        absence.absent,
        Ability.SEE_OWN,
        changes=True,
        most_words=14,
    ),
    CommandSpec(
        "delegate",
        "absence",
        ("stedfortræder", "delegate"),
        absence.delegate,
        Ability.SEE_OWN,
        changes=True,
        most_words=14,
    ),
    CommandSpec(
        "write-here",
        "reach",
        ("skriv til mig her", "write to me here"),
        reach.here,
        Ability.SEE_OWN,
        changes=True,
    ),
    CommandSpec(
        "calendar",
        "calendars",
        ("kalender", "calendar"),
        calendars.give,
        Ability.SEE_OWN,
        changes=True,
    ),
    CommandSpec(
        "committee",
        "committees",
        ("udvalg", "udvalget", "committee"),
        committees.show,
        most_words=5,
    ),
    CommandSpec(
        "committee-here",
        "committees",
        ("her", "here"),
        committees.here,
        Ability.EDIT_COMMITTEE,
        under="committee",
        changes=True,
        most_words=5,
    ),
    CommandSpec(
        "agenda",
        "meetings",
        ("dagsorden", "dagsordenen", "agenda"),
        meetings.agenda.show,
        Ability.SEE_OWN,
    ),
    CommandSpec(
        "agenda-draft",
        "meetings",
        ("udkast", "kladde", "draft"),
        meetings.agenda.show,
        Ability.SEE_OWN,
        under="agenda",
        in_menu=False,
    ),
    CommandSpec(
        "agenda-add",
        "meetings",
        ("tilføj", "foreslå", "add"),
        meetings.agenda.add,
        Ability.SEE_OWN,
        under="agenda",
        most_words=None,
    ),
    CommandSpec(
        "agenda-send",
        "meetings",
        ("send", "send ud"),
        meetings.agenda.send_next,
        Ability.SEE_OWN,
        under="agenda",
        changes=True,
    ),
    CommandSpec(
        "meeting",
        "meetings",
        ("møde", "mødet", "meeting"),
        meetings.conduct.show_next,
        Ability.SEE_OWN,
    ),
    CommandSpec(
        "meeting-start",
        "meetings",
        ("start", "begynd"),
        meetings.conduct.start_next,
        Ability.SEE_OWN,
        under="meeting",
        changes=True,
    ),
    CommandSpec(
        "meeting-end",
        "meetings",
        ("slut", "afslut", "end"),
        meetings.conduct.end_next,
        Ability.SEE_OWN,
        under="meeting",
        changes=True,
    ),
    CommandSpec(
        "minutes",
        "minutes",
        ("referat", "referatet", "minutes"),
        minutes.show_last,
        Ability.SEE_OWN,
        changes=True,
    ),
    CommandSpec(
        "decision",
        "decisions",
        ("beslutning", "beslutninger", "decision", "decisions"),
        decisions.show,
        Ability.SEE_OWN,
        most_words=5,
    ),
    CommandSpec("language", "language", ("sprog", "language"), language.choose, most_words=1),
    CommandSpec("link", "link", ("tilknyt", "link"), link.link, most_words=1),
    CommandSpec(
        "import",
        "imports",
        ("importér", "import", "indlæs", "admin importér", "admin import"),
        imports.show,
        Ability.IMPORT,
        most_words=1,
    ),
    CommandSpec(
        "export",
        "exports",
        ("eksportér", "export", "admin eksportér", "admin export"),
        exports.choose,
        most_words=1,
    ),
    CommandSpec(
        "doctor",
        "doctor",
        ("admin tjek", "admin doctor"),
        doctor.show,
        Ability.RUN_DOCTOR,
    ),
    CommandSpec(
        "simulate",
        "simulation",
        ("admin simulér", "admin simulate"),
        simulation.show,
        Ability.SIMULATE,
        most_words=1,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("imports.show", imports.page, Ability.IMPORT),
    ActionSpec("imports.confirm", imports.confirm, Ability.IMPORT, changes=True),
    ActionSpec("imports.drop", imports.drop, Ability.IMPORT, changes=True),
    ActionSpec("imports.undo", imports.undo, Ability.IMPORT, changes=True),
    ActionSpec("exports.make", exports.make),
    ActionSpec("simulation.show", simulation.show, Ability.SIMULATE),
    ActionSpec("menu.show", menu.show),
    ActionSpec("mine.show", mine.show),
    ActionSpec("raci.show", raci.show),
    ActionSpec("raci.share", raci.share),
    ActionSpec("matrix.show", matrix.show),
    ActionSpec("matrix.list", matrix.show_list),
    ActionSpec("matrix.share", matrix.share),
    ActionSpec("findings.show", findings.show),
    ActionSpec("calendars.show", calendars.show, Ability.SEE_OWN),
    ActionSpec("calendars.open", calendars.new, Ability.SEE_OWN, changes=True),
    ActionSpec(
        "calendars.close", calendars.close, Ability.SEE_OWN, changes=True, stale=calendars.show
    ),
    ActionSpec("calendars.file", calendars.file, Ability.SEE_OWN),
    ActionSpec("wheel.show", wheel.show, Ability.SEE_WHEEL),
    ActionSpec("wheel.share", wheel.share, Ability.SEE_WHEEL),
    ActionSpec("wheel_items.list", wheel_items.items, Ability.SEE_WHEEL),
    ActionSpec("wheel_items.show", wheel_items.show, Ability.SEE_WHEEL),
    ActionSpec("wheel_items.new", wheel_items.new, Ability.EDIT_WHEEL),
    ActionSpec("wheel_items.edit", wheel_items.edit, Ability.EDIT_WHEEL),
    ActionSpec(
        "wheel_items.pause",
        wheel_items.pause,
        Ability.EDIT_WHEEL,
        changes=True,
        stale=wheel_items.as_it_is,
    ),
    ActionSpec(
        "wheel_items.resume",
        wheel_items.resume,
        Ability.EDIT_WHEEL,
        changes=True,
        stale=wheel_items.as_it_is,
    ),
    ActionSpec("wheel_items.ask-retire", wheel_items.ask_retire, Ability.EDIT_WHEEL),
    ActionSpec(
        "wheel_items.retire",
        wheel_items.retire,
        Ability.EDIT_WHEEL,
        changes=True,
        stale=wheel_items.as_it_is,
    ),
    ActionSpec("wheel_items.systems", wheel_items.systems, Ability.SEE_WHEEL),
    ActionSpec("wheel_items.new-system", wheel_items.new_system, Ability.EDIT_WHEEL),
    ActionSpec("wheel_items.edit-system", wheel_items.edit_system, Ability.EDIT_WHEEL),
    ActionSpec("committees.show", committees.shown),
    ActionSpec("committees.seats", committees.seats),
    ActionSpec("committees.new", committees.new, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.edit-rules", committees.edit_rules, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.edit-meetings", committees.edit_meetings, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.new-seat", committees.new_seat, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.edit-seat", committees.edit_seat, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.ask-remove", committees.ask_remove, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.remove-seat",
        committees.remove_seat,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.seats_as_it_is,
    ),
    ActionSpec(
        "committees.bind",
        committees.bind,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec(
        "committees.unbind",
        committees.unbind,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec("committees.ask-close", committees.ask_close, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.close",
        committees.close,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec(
        "committees.reopen",
        committees.reopen,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec("committees.terms", committees.terms),
    ActionSpec("committees.section", committees.section),
    ActionSpec("committees.paper", committees.paper),
    ActionSpec(
        "committees.begin-terms",
        committees.begin_terms,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.terms_as_it_is,
    ),
    ActionSpec("committees.new-section", committees.new_section, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.submit-terms",
        committees.submit_terms,
        Ability.EDIT_COMMITTEE,
        stale=committees.terms_as_it_is,
    ),
    ActionSpec("committees.edit-section", committees.edit_section, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.remove-section",
        committees.remove_section,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.terms_as_it_is,
    ),
    ActionSpec("language.other", language.other),
    ActionSpec("drafts.edit", drafts.open_row, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    ActionSpec("drafts.choose", drafts.choose, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    ActionSpec("drafts.show", drafts.show, Ability.SEE_DRAFT),
    ActionSpec("drafts.picture", drafts.picture, Ability.SEE_DRAFT),
    ActionSpec(
        "drafts.submit", drafts.submit, Ability.EDIT_MATRIX, changes=True, stale=drafts.as_it_is
    ),
    ActionSpec(
        "drafts.withdraw",
        drafts.withdraw,
        Ability.EDIT_MATRIX,
        changes=True,
        stale=drafts.as_it_is,
    ),
    ActionSpec("drafts.discard", drafts.discard, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    ActionSpec(
        "drafts.approve",
        drafts.approve,
        Ability.APPROVE_MATRIX,
        changes=True,
        stale=drafts.as_it_is,
    ),
    ActionSpec("drafts.send-back", drafts.send_back, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    ActionSpec("drafts.reject", drafts.reject, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    ActionSpec("approvals.show", approvals.view.chosen, Ability.SEE_OWN),
    ActionSpec("approvals.waiting", approvals.view.show, Ability.SEE_OWN),
    ActionSpec("approvals.papers", approvals.view.papers, Ability.SEE_OWN),
    ActionSpec("approvals.new", approvals.requests.new, Ability.SEE_OWN),
    ActionSpec("approvals.occurrence", approvals.occurrences.put, Ability.SEE_OWN, changes=True),
    ActionSpec("approvals.revise", approvals.requests.revise, Ability.SEE_OWN),
    ActionSpec(
        "approvals.approve",
        approvals.ballots.approve,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.abstain",
        approvals.ballots.abstain,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.recuse",
        approvals.ballots.recuse,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.take-back",
        approvals.ballots.take_back,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.with-remarks",
        approvals.ballots.with_remarks,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.reject",
        approvals.ballots.reject,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.send-back",
        approvals.ballots.send_back,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.change",
        approvals.ballots.change,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.answer", approvals.ballots.answer, Ability.SEE_OWN, stale=approvals.desk.as_it_is
    ),
    ActionSpec(
        "approvals.remark",
        approvals.desk.remark,
        Ability.SEE_OWN,
        stale=approvals.desk.question_as_it_is,
    ),
    ActionSpec(
        "approvals.no-remarks",
        approvals.desk.no_remarks,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.question_as_it_is,
    ),
    ActionSpec(
        "approvals.resume",
        approvals.desk.resume,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.as_it_is,
    ),
    ActionSpec(
        "approvals.to-meeting",
        approvals.desk.to_meeting,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.as_it_is,
    ),
    ActionSpec("approvals.ask-withdraw", approvals.desk.ask_withdraw, Ability.SEE_OWN),
    ActionSpec(
        "approvals.withdraw",
        approvals.desk.withdraw,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.as_it_is,
    ),
    ActionSpec("approvals.decide-alone", approvals.desk.decide_alone, Ability.SEE_OWN),
    ActionSpec("holders.show", holders.show),
    ActionSpec("holders.new-role", holders.new_role, Ability.EDIT_HOLDERS),
    ActionSpec("holders.edit-role", holders.edit_role, Ability.EDIT_HOLDERS),
    ActionSpec("holders.new", holders.new, Ability.EDIT_HOLDERS),
    ActionSpec("holders.edit", holders.edit, Ability.EDIT_HOLDERS),
    ActionSpec("holders.leave", holders.leave, Ability.EDIT_HOLDERS),
    ActionSpec("parties.show", parties.show),
    ActionSpec("parties.new", parties.new, Ability.EDIT_HOLDERS),
    ActionSpec("parties.edit", parties.edit, Ability.EDIT_HOLDERS),
    ActionSpec("parties.new-contact", parties.new_contact, Ability.EDIT_HOLDERS),
    ActionSpec("parties.edit-contact", parties.edit_contact, Ability.EDIT_HOLDERS),
    ActionSpec("parties.new-agreement", parties.new_agreement, Ability.EDIT_HOLDERS),
    ActionSpec("parties.edit-agreement", parties.edit_agreement, Ability.EDIT_HOLDERS),
    ActionSpec("absence.show", absence.show, Ability.SEE_OWN),
    ActionSpec("absence.new", absence.new, Ability.SEE_OWN),
    ActionSpec("absence.remove", absence.remove, Ability.SEE_OWN, changes=True),
    ActionSpec(
        "confirmations.confirm",
        confirmations.confirm,
        Ability.SEE_OWN,
        changes=True,
        stale=confirmations.as_it_is,
    ),
    ActionSpec(
        "confirmations.decline",
        confirmations.decline,
        Ability.SEE_OWN,
        stale=confirmations.as_it_is,
    ),
    ActionSpec("plan.show", plan.page, Ability.SEE_WHEEL),
    ActionSpec("plan.task", plan.task, Ability.SEE_WHEEL),
    ActionSpec("plan.export", plan.export, Ability.SEE_WHEEL),
    ActionSpec("plan.add", plan.new, Ability.SEE_OWN),
    ActionSpec("plan.add-treatment", plan.new_treatment, Ability.SEE_OWN),
    ActionSpec("plan.edit", plan.edit, Ability.SEE_OWN, stale=plan.as_it_is),
    ActionSpec("plan.start", plan.start, Ability.SEE_OWN, changes=True, stale=plan.as_it_is),
    ActionSpec("plan.done", plan.ask_done, Ability.SEE_OWN, stale=plan.as_it_is),
    ActionSpec("plan.postpone", plan.ask_postpone, Ability.SEE_OWN, stale=plan.as_it_is),
    ActionSpec("plan.hand-over", plan.ask_hand_over, Ability.SEE_OWN, stale=plan.as_it_is),
    ActionSpec("plan.cancel", plan.ask_cancel, Ability.SEE_OWN, stale=plan.as_it_is),
    ActionSpec("plan.verify", plan.ask_verify, Ability.SEE_OWN, stale=plan.as_it_is),
    ActionSpec(
        "plan.submit", plan.submit, Ability.EDIT_PLAN, changes=True, stale=plan.plan_as_it_is
    ),
    ActionSpec(
        "plan.approve", plan.approve, Ability.APPROVE_PLAN, changes=True, stale=plan.plan_as_it_is
    ),
    ActionSpec("meetings.show", meetings.conduct.show, Ability.SEE_OWN),
    ActionSpec("meetings.agenda", meetings.agenda.agenda, Ability.SEE_OWN),
    ActionSpec("meetings.paper", meetings.paper.show, Ability.SEE_OWN),
    ActionSpec("meetings.item", meetings.agenda.item, Ability.SEE_OWN),
    ActionSpec(
        "meetings.propose",
        meetings.agenda.propose,
        Ability.SEE_OWN,
        stale=meetings.agenda.agenda_as_it_is,
    ),
    ActionSpec(
        "meetings.accept",
        meetings.agenda.accept,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.refuse", meetings.agenda.refuse, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.edit", meetings.agenda.edit, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.send",
        meetings.agenda.send,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.agenda_as_it_is,
    ),
    ActionSpec(
        "meetings.coming",
        meetings.conduct.coming,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.not-coming",
        meetings.conduct.not_coming,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.attend", meetings.conduct.attend, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    ActionSpec(
        "meetings.start",
        meetings.conduct.start,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.end",
        meetings.conduct.end,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.move", meetings.conduct.move, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    ActionSpec(
        "meetings.cancel", meetings.conduct.cancel, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    ActionSpec("meetings.call", meetings.conduct.call, Ability.SEE_OWN),
    ActionSpec("decisions.list", decisions.show, Ability.SEE_OWN),
    ActionSpec("decisions.show", decisions.chosen, Ability.SEE_OWN),
    ActionSpec("decisions.evidence", decisions.evidence, Ability.SEE_OWN),
    ActionSpec("minutes.show", minutes.show, Ability.SEE_OWN),
    ActionSpec("minutes.item", minutes.item, Ability.SEE_OWN),
    ActionSpec("minutes.paper", minutes.paper, Ability.SEE_OWN),
    ActionSpec("minutes.send", minutes.send, Ability.SEE_OWN, changes=True, stale=minutes.as_it_is),
    ActionSpec(
        "minutes.take-back",
        minutes.take_back,
        Ability.SEE_OWN,
        changes=True,
        stale=minutes.as_it_is,
    ),
    ActionSpec(
        "minutes.settle", minutes.settle, Ability.SEE_OWN, changes=True, stale=minutes.as_it_is
    ),
    ActionSpec(
        "minutes.approve", minutes.approve, Ability.SEE_OWN, changes=True, stale=minutes.as_it_is
    ),
    ActionSpec("minutes.edit", minutes.edit, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.upload", minutes.upload, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.comment", minutes.comment, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.object", minutes.object_, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.correct", minutes.correct, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.file", minutes.file, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("meetings.calendar", meetings.conduct.calendar, Ability.SEE_OWN),
    ActionSpec(
        "meetings.adopt",
        meetings.conduct.adopt,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.note",
        meetings.conduct.note,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.defer", meetings.conduct.defer, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.refer", meetings.conduct.refer, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.vote",
        meetings.conduct.vote,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.recuse",
        meetings.conduct.recuse,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec("occurrences.show", occurrences.buttons.show, Ability.SEE_OWN),
    ActionSpec(
        "occurrences.done",
        occurrences.buttons.done,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.snooze",
        occurrences.buttons.snooze,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.postpone",
        occurrences.buttons.postpone,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.hand-over",
        occurrences.buttons.hand_over,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.lapse",
        occurrences.buttons.lapse,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.start",
        occurrences.buttons.start,
        Ability.SEE_OWN,
        changes=True,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.grant",
        occurrences.buttons.grant,
        Ability.SEE_OWN,
        changes=True,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.refuse",
        occurrences.buttons.refuse,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.approve",
        occurrences.buttons.approve,
        Ability.SEE_OWN,
        changes=True,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec(
        "occurrences.send-back",
        occurrences.buttons.send_back,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    ActionSpec("reminders.more", reminders.more, Ability.SEE_OWN),
    ActionSpec("reach.here", reach.here, Ability.SEE_OWN, changes=True),
    ActionSpec(
        "outbox.replay",
        outbox.replay,
        Ability.RUN_OUTBOX,
        changes=True,
        stale=outbox.as_it_is,
    ),
    ActionSpec("outbox.discard", outbox.ask_why, Ability.RUN_OUTBOX, stale=outbox.as_it_is),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("wheel_items.save", wheel_items.save, Ability.EDIT_WHEEL, stale=wheel_items.as_it_is),
    FormSpec("wheel_items.save-system", wheel_items.save_system, Ability.EDIT_WHEEL),
    FormSpec("committees.found", committees.found, Ability.EDIT_COMMITTEE),
    FormSpec(
        "committees.save-rules",
        committees.save_rules,
        Ability.EDIT_COMMITTEE,
        stale=committees.as_it_is,
    ),
    FormSpec(
        "committees.save-meetings",
        committees.save_meetings,
        Ability.EDIT_COMMITTEE,
        stale=committees.as_it_is,
    ),
    FormSpec(
        "committees.save-seat",
        committees.save_seat,
        Ability.EDIT_COMMITTEE,
        stale=committees.seats_as_it_is,
    ),
    FormSpec(
        "committees.save-section",
        committees.save_section,
        Ability.EDIT_COMMITTEE,
        stale=committees.terms_as_it_is,
    ),
    FormSpec("approvals.ask", approvals.requests.ask, Ability.SEE_OWN),
    FormSpec(
        "approvals.revised",
        approvals.requests.revised,
        Ability.SEE_OWN,
        stale=approvals.requests.as_it_is,
    ),
    FormSpec(
        "approvals.answered",
        approvals.ballots.answered,
        Ability.SEE_OWN,
        stale=approvals.desk.as_it_is,
    ),
    FormSpec(
        "approvals.decided-alone",
        approvals.desk.decided_alone,
        Ability.SEE_OWN,
        stale=approvals.desk.as_it_is,
    ),
    FormSpec(
        "approvals.said-with-remarks",
        approvals.ballots.said_with_remarks,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-control",
        approvals.ballots.said_control,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-reject",
        approvals.ballots.said_reject,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-send-back",
        approvals.ballots.said_send_back,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-remark",
        approvals.desk.remarked,
        Ability.SEE_OWN,
        stale=approvals.desk.question_as_it_is,
    ),
    FormSpec(
        "committees.terms-submitted",
        committees.terms_submitted,
        Ability.EDIT_COMMITTEE,
        stale=committees.terms_as_it_is,
    ),
    FormSpec("holders.save-role", holders.save_role, Ability.EDIT_HOLDERS),
    FormSpec("holders.appoint", holders.appoint, Ability.EDIT_HOLDERS),
    FormSpec("holders.change", holders.change, Ability.EDIT_HOLDERS),
    FormSpec("holders.end", holders.end, Ability.EDIT_HOLDERS),
    FormSpec("parties.save", parties.save, Ability.EDIT_HOLDERS),
    FormSpec("parties.save-contact", parties.save_contact, Ability.EDIT_HOLDERS),
    FormSpec("parties.save-agreement", parties.save_agreement, Ability.EDIT_HOLDERS),
    FormSpec("absence.register", absence.register, Ability.SEE_OWN),
    FormSpec(
        "confirmations.declined",
        confirmations.declined,
        Ability.SEE_OWN,
        stale=confirmations.as_it_is,
    ),
    FormSpec("plan.save", plan.save, Ability.SEE_OWN, stale=plan.as_it_is),
    FormSpec("plan.done", plan.done, Ability.SEE_OWN, stale=plan.as_it_is),
    FormSpec("plan.postpone", plan.postpone, Ability.SEE_OWN, stale=plan.as_it_is),
    FormSpec("plan.hand-over", plan.hand_over, Ability.SEE_OWN, stale=plan.as_it_is),
    FormSpec("plan.cancel", plan.cancel, Ability.SEE_OWN, stale=plan.as_it_is),
    FormSpec("plan.verify", plan.verify, Ability.SEE_OWN, stale=plan.as_it_is),
    FormSpec("plan.approved", plan.approved, Ability.APPROVE_PLAN, stale=plan.plan_as_it_is),
    FormSpec("meetings.proposed", meetings.agenda.proposed, Ability.SEE_OWN),
    FormSpec(
        "meetings.refused", meetings.agenda.refused, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    FormSpec(
        "meetings.edited", meetings.agenda.edited, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    FormSpec(
        "meetings.attended",
        meetings.conduct.attended,
        Ability.SEE_OWN,
        stale=meetings.conduct.as_it_is,
    ),
    FormSpec(
        "meetings.moved", meetings.conduct.moved, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    FormSpec(
        "meetings.cancelled",
        meetings.conduct.cancelled,
        Ability.SEE_OWN,
        stale=meetings.conduct.as_it_is,
    ),
    FormSpec("minutes.edited", minutes.edited, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.uploaded", minutes.uploaded, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.commented", minutes.commented, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.objected", minutes.objected, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.corrected", minutes.corrected, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.filed", minutes.filed, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("meetings.called", meetings.conduct.called, Ability.SEE_OWN),
    FormSpec(
        "meetings.deferred",
        meetings.conduct.deferred,
        Ability.SEE_OWN,
        stale=meetings.agenda.as_it_is,
    ),
    FormSpec(
        "meetings.referred",
        meetings.conduct.referred,
        Ability.SEE_OWN,
        stale=meetings.agenda.as_it_is,
    ),
    FormSpec(
        "occurrences.delivered",
        occurrences.buttons.delivered,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.snoozed",
        occurrences.buttons.snoozed,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.postponed",
        occurrences.buttons.postponed,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.handed-over",
        occurrences.buttons.handed_over,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.lapsed",
        occurrences.buttons.lapsed,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.refused",
        occurrences.buttons.refused,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.approved",
        occurrences.buttons.approved,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec(
        "occurrences.sent-back",
        occurrences.buttons.sent_back,
        Ability.SEE_OWN,
        stale=occurrences.buttons.as_it_is,
    ),
    FormSpec("outbox.discard", outbox.discard, Ability.RUN_OUTBOX, stale=outbox.as_it_is),
    FormSpec("drafts.row", drafts.save, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.add", drafts.add, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    FormSpec(
        "drafts.chosen", drafts.chosen, Ability.EDIT_MATRIX, changes=False, stale=drafts.as_it_is
    ),
    FormSpec("drafts.sent-back", drafts.sent_back, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.rejected", drafts.rejected, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.discarded", drafts.discarded, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.approved", drafts.approved, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
)

SHORTCUTS: tuple[ShortcutSpec, ...] = (
    ShortcutSpec("plan.from-message", plan.from_message),
    ShortcutSpec("meetings.from-message", meetings.agenda.from_message),
)
"""One line for each; the manifests carry them, and the local chat shows them in its menu."""
