package latchkey;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import latchkey.contract.Contracts;
import latchkey.dev.Addresses;

/** The service, from the moment it is up until it is told to stop. */
@QuarkusMain
public class Latchkey implements QuarkusApplication {

    private final Contracts contracts;

    Latchkey(Contracts contracts) {
        this.contracts = contracts;
    }

    @Override
    public int run(String... args) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Addresses.print(contracts);
        }
        Quarkus.waitForExit();
        return 0;
    }
}
