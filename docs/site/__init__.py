"""The documentation site: what MkDocs needs beside mkdocs.yml, see hooks.py."""
