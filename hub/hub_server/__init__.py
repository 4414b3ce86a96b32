"""The Hub: its configuration, its process, and the JupyterLab that it starts for analysts."""
