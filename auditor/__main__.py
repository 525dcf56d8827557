"""``python -m auditor``: the same as the console command."""

from auditor.cli.app import main

if __name__ == "__main__":
    main()
