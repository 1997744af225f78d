"""References from and to other programs: RIS, BibTeX, CSL-JSON and CSV, all by way of CSL-JSON's items.

One form in the middle, so that a format is one module that knows nothing of the others.
CSL-JSON is what Zotero, Pandoc and citation styles speak (citationstyles.org, schema 1.0.2).
"""
