package latchkey.dev;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import org.eclipse.microprofile.config.ConfigProvider;

/** Prints the addresses that a frontend developer needs, after a start in development. */
public final class Addresses {

    /** Prints the addresses of the pages and of each contract, and the demo accounts. */
    public static void print(Contracts contracts, Map<String, String> accounts) {
        System.out.print(
                lines(contracts.all(), accounts, ConfigProvider.getConfig().getValue("quarkus.http.port", int.class)));
    }

    static String lines(List<Contract> contracts, Map<String, String> accounts, int port) {
        StringBuilder lines = new StringBuilder("\n");
        lines.append(String.format(Locale.ROOT, "  %-12s http://localhost:%d/%n", "playground", port));
        lines.append(String.format(Locale.ROOT, "  %-12s http://localhost:%d/dev/doctor%n", "doctor", port));
        for (Contract contract : contracts) {
            lines.append(String.format(
                    Locale.ROOT, "  %-12s http://localhost:%d/%s%n", contract.name(), port, contract.name()));
        }
        lines.append(String.format(Locale.ROOT, "  %-12s http://localhost:%d/q/swagger-ui%n", "Swagger UI", port));
        accounts.forEach((name, password) -> lines.append(
                String.format(Locale.ROOT, "  %-12s %s, with the password %s%n", "sign in as", name, password)));
        return lines.toString();
    }

    private Addresses() {}
}
