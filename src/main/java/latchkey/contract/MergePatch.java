package latchkey.contract;

/** A body of changes, in which {@code null} takes a field away, as an empty text does (RFC 7396, 2). */
public interface MergePatch {

    /** Its own content type, beside that of any JSON (RFC 7396, 4). */
    String TYPE = "application/merge-patch+json";
}
