"""Each role's home, and the coordinator's pages for the stages of a round."""
