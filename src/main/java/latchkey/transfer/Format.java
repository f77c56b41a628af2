package latchkey.transfer;

/** What a file of users looks like. */
public enum Format {
    /** What {@code manage.py dumpdata auth.user} prints. */
    DJANGO,
    /** With a header. */
    CSV,
    /** A JSON object a line, as export writes it. */
    NDJSON
}
