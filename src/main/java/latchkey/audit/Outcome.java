package latchkey.audit;

/** How it went. */
public enum Outcome {
    ACCEPTED,
    REFUSED,
    /** Refused unseen, since there were too many. */
    THROTTLED
}
