package latchkey.http.body;

/** A body of changes in which {@code null}, like an empty string, removes a field (RFC 7396, 2). */
public interface MergePatch {

    /** Its content type, accepted beside JSON (RFC 7396, 4). */
    String TYPE = "application/merge-patch+json";
}
