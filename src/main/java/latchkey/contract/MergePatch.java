package latchkey.contract;

/** A body of changes, in which {@code null} takes a field away, as an empty text does (RFC 7396, 2). */
public interface MergePatch {}
