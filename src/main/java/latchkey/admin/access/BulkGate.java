package latchkey.admin.access;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import latchkey.http.AdminConfig;
import latchkey.http.LongBodies;
import latchkey.http.browser.AccessCookies;

/** Lets only those send long bodies who may use the admin API. {@link AdminFilter} checks the rest later. */
@ApplicationScoped
class BulkGate implements LongBodies {

    private final AdminConfig config;
    private final AdminAccess access;

    BulkGate(AdminConfig config, AdminAccess access) {
        this.config = config;
        this.access = access;
    }

    @Override
    public boolean isAllowed(HttpServerRequest request) {
        return config.enabled()
                && AccessCookies.bearerToken(request).filter(access::isAdmin).isPresent();
    }
}
