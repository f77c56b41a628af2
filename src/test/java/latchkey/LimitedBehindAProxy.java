package latchkey;

import java.util.Map;

/** Trusts the address of the test as a proxy, and limits logins and registrations. */
public class LimitedBehindAProxy extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "latchkey.limits.attempts", "5",
                "latchkey.limits.network-attempts", "10",
                "latchkey.limits.registrations", "4",
                "latchkey.proxies", "127.0.0.1");
    }
}
