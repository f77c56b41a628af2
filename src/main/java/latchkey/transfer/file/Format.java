package latchkey.transfer.file;

/** The format of a file of users. */
public enum Format {
    /** The output of {@code manage.py dumpdata auth.user}. */
    DJANGO,
    /** CSV with a header. */
    CSV,
    /** A JSON object on each line, as export writes it. */
    NDJSON
}
