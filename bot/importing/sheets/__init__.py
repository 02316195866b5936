"""Spreadsheets: read in a limited child process, then taken as a matrix or a list of people.

What runs in the child (`process`, `xlsx`, `archive`, `delimited`, `grid`) imports nothing but the
standard library and `bot.domain.errors`, so that it starts quickly and has little to lose.
"""
