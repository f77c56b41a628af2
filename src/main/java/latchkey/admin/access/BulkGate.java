package latchkey.admin.access;

import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.http.AdminConfig;
import latchkey.http.LongBodies;
import latchkey.http.browser.AccessCookies;

/** Lets only those send long bodies who may use the admin API. {@link AdminFilter} checks the rest later. */
@ApplicationScoped
class BulkGate implements LongBodies {

    private static final int BEARER = "Bearer ".length();

    private final AdminConfig config;
    private final AdminAccess access;

    BulkGate(AdminConfig config, AdminAccess access) {
        this.config = config;
        this.access = access;
    }

    @Override
    public boolean isAllowed(HttpServerRequest request) {
        return config.enabled()
                && Optional.ofNullable(request.getHeader(AUTHORIZATION))
                        .filter(AccessCookies::isBearer)
                        .filter(header ->
                                access.isAdmin(header.substring(BEARER).strip()))
                        .isPresent();
    }
}
