"""What every command reads first, read once in the process that commands are forked from."""

from bot.search import lexicon
from bot.texts import catalogue

for _language in ("da", "en"):
    catalogue(_language)
lexicon.load()
