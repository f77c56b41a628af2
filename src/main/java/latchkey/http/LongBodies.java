package latchkey.http;

import io.vertx.core.http.HttpServerRequest;

/** Decides, before a body is read, whether it may be longer than others. */
public interface LongBodies {

    /** The only path whose bodies may be longer. */
    String PATH = "/admin/accounts/bulk";

    /** In bytes: 1,000 items with names and addresses. */
    int MAX_KEPT = 512 * 1024;

    /** Whether the client may send a long body. Called on a worker thread. */
    boolean isAllowed(HttpServerRequest request);
}
