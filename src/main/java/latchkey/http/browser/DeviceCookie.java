package latchkey.http.browser;

import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.factor.RememberedDevices;
import latchkey.http.request.CurrentRequest;
import org.jspecify.annotations.Nullable;

/** The cookie of a browser that need not show a second factor. */
@ApplicationScoped
public class DeviceCookie {

    private static final String NAME = "remembered_device";

    /** Of more, Latchkey checks only the first. */
    private static final int MAX_TOKENS = 2;

    private final CurrentRequest current;
    private final RememberedDevices devices;
    private final TokenCookie cookie;

    DeviceCookie(CurrentRequest current, RememberedDevices devices, CookieConfig config) {
        this.current = current;
        this.devices = devices;
        cookie = TokenCookie.of(config, NAME);
    }

    /** The remembered device of an account that sent the request. */
    public Optional<UUID> device(Account account) {
        List<String> tokens = RequestCookies.named(current.request(), cookie.name());
        return devices.use(account, tokens.subList(0, Math.min(tokens.size(), MAX_TOKENS)));
    }

    /** Remembers the browser of a user who has just shown a second factor, if the user and a setting want that. */
    public void rememberIf(@Nullable Boolean wanted, Account account) {
        if (Boolean.TRUE.equals(wanted) && devices.areOn()) {
            String token = devices.remember(account, current.request().getHeader(HttpHeaders.USER_AGENT));
            current.response().headers().add(HttpHeaders.SET_COOKIE, cookie.holding(token, devices.lifetime()));
        }
    }
}
