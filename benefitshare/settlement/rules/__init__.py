"""What each clause kind does to money: one module each, as docs/pipeline.md says."""
