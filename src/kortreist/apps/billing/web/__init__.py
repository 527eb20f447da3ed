"""Pages of this room: lists of documents, and each as the paper it is."""
