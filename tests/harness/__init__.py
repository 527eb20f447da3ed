"""The ground the tests stand on: databases, a browser, threads that race."""
