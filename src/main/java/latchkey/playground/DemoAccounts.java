package latchkey.playground;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import latchkey.account.Accounts;
import latchkey.account.LoginNames;
import latchkey.account.Registration;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/** Registers the demo accounts at the start. An account that already exists is left unchanged. */
@Singleton
@IfBuildProperty(name = "latchkey.playground.enabled", stringValue = "true")
class DemoAccounts {

    private final PlaygroundConfig config;
    private final Accounts accounts;

    DemoAccounts(PlaygroundConfig config, Accounts accounts) {
        this.config = config;
        this.accounts = accounts;
    }

    void register(@Observes StartupEvent event) {
        config.accounts().forEach(this::register);
    }

    private void register(String name, String password) {
        String username = LoginNames.trimmed(name);
        // Checked first, since a rejected registration is recorded in the audit log, and would be at each start.
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
