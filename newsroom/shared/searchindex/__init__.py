"""Search over what readers see, the same in SQLite and PostgreSQL.

    tokens     text → tokens: words and their stems, pairs of Chinese characters; one tokenizer for both engines
    models     what can be found: one row for a record in a language, with the time in which readers see it
    query      what a reader typed → which tokens must be there
    engine     the same question to FTS5 and to tsvector
    triggers   which rows a record is made of: a change of any of them, through any door, is noted by the database itself
    sources    the rooms' part: what readers see of a record; following what was noted; rebuilding; verifying
    find       hits in their order, and how many each filter would leave
    excerpts   what is shown of a hit, with the words that were found

A record whose change is noted but not followed yet is not found: nothing that has gone can be read in the index.
"""
