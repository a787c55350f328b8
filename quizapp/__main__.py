"""`python -m quizapp` is `quizapp`."""

from quizapp.cli import main

if __name__ == "__main__":
    main()
