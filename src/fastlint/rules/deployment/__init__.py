"""How an application is started, and interfaces and libraries that are gone or going."""
