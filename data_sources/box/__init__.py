"""The box: others' documents and workbooks are parsed in a process of its own that can do nothing but answer."""
