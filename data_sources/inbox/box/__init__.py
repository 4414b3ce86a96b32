"""The box: others' documents are parsed in a process of its own that can do nothing but answer."""
