"""The words every other floor speaks; standard library only."""
