package latchkey.audit;

/** Sends events to where the operator wants them. */
public interface EventDeliveries {

    /** Begins to send what was stored with events, on another thread. */
    void start();
}
