"""What the use cases need from the outside: storage in one transaction, and the time."""

from bot.services.ports.audit import (
    AnchorBook,
    AuditEntry,
    AuditLog,
    AuditRecord,
)
from bot.services.ports.calendars import Calendars
from bot.services.ports.committee import (
    Approvals,
    Committees,
    Decisions,
    Meetings,
    MinutesBook,
    Papers,
)
from bot.services.ports.delivery import (
    Alarms,
    ConversationReferences,
    Forms,
    Inbox,
    OpenForm,
    Outbox,
    Received,
)
from bot.services.ports.incidents import Clocks, Escalations, Incidents
from bot.services.ports.keeping import (
    Files,
    Imports,
    KeptFile,
    Pictures,
    StoredImport,
)
from bot.services.ports.organisation import (
    Accounts,
    Activities,
    Confirmations,
    Drafts,
    Packs,
    Parties,
    People,
    Profiles,
)
from bot.services.ports.plan import Plans
from bot.services.ports.process import (
    Asks,
    Assignments,
    Deviations,
    Flows,
    Inputs,
    Involvements,
)
from bot.services.ports.wheel import (
    KeptEvidence,
    NewFile,
    Reminders,
    Wheels,
)
from bot.services.ports.work import (
    Clock,
    Storage,
    UnitOfWork,
)

__all__ = [
    "Incidents",
    "Escalations",
    "Clocks",
    "Involvements",
    "Inputs",
    "Flows",
    "Deviations",
    "Assignments",
    "Asks",
    "Accounts",
    "Activities",
    "Alarms",
    "AnchorBook",
    "Approvals",
    "AuditEntry",
    "AuditLog",
    "AuditRecord",
    "Calendars",
    "Clock",
    "Committees",
    "Confirmations",
    "ConversationReferences",
    "Decisions",
    "Drafts",
    "Files",
    "Forms",
    "Imports",
    "Inbox",
    "KeptEvidence",
    "NewFile",
    "KeptFile",
    "Meetings",
    "MinutesBook",
    "OpenForm",
    "Outbox",
    "Packs",
    "Papers",
    "Parties",
    "People",
    "Pictures",
    "Plans",
    "Profiles",
    "Received",
    "Reminders",
    "Storage",
    "StoredImport",
    "UnitOfWork",
    "Wheels",
]
