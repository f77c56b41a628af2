package latchkey.playground;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import latchkey.LatchkeyConfig;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.account.Registration;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/** Those who can sign in from the start. An account that is there already stays as it is. */
@Singleton
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
class DemoAccounts {

    private final LatchkeyConfig config;
    private final Accounts accounts;

    DemoAccounts(LatchkeyConfig config, Accounts accounts) {
        this.config = config;
        this.accounts = accounts;
    }

    void register(@Observes StartupEvent event) {
        config.playground().accounts().forEach(this::register);
    }

    private void register(String name, String password) {
        String username = LoginNames.trimmed(name);
        // Asked first, since a registration that is refused is an event in the audit log, and this would be one at each
        // start.
        if (accounts.find(username).isPresent()) {
            return;
        }
        try {
            accounts.register(Registration.of(username, password, username + "@demo.example", username, "Demo"));
        } catch (AuthFailure e) {
            if (e.reason() != Reason.ALREADY_TAKEN) {
                throw e;
            }
        }
    }
}
