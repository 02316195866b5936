"""`python -m bot`, and the console script `tovholder`."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
