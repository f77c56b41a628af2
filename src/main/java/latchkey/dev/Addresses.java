package latchkey.dev;

import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import org.eclipse.microprofile.config.ConfigProvider;

/** What a frontend developer wants to know once the service is up. */
public final class Addresses {

    /** Prints where the pages are, and where each contract is mounted. */
    public static void print(Contracts contracts) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", int.class);
        StringBuilder lines = new StringBuilder("\n");
        lines.append("  %-12s http://localhost:%d/%n".formatted("playground", port));
        lines.append("  %-12s http://localhost:%d/dev/doctor%n".formatted("doctor", port));
        for (Contract contract : contracts.all()) {
            lines.append("  %-12s http://localhost:%d/%s%s%n"
                    .formatted(contract.name(), port, contract.name(), contract.refreshPath()));
        }
        lines.append("  %-12s http://localhost:%d/q/swagger-ui%n".formatted("Swagger UI", port));
        System.out.print(lines);
    }

    private Addresses() {}
}
