package latchkey.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Begins a contract with a copy of {@code express} under another name: {@code java
 * src/test/java/latchkey/contract/NewContract.java acme}. Its tests succeed at once, and from then on say what was changed.
 *
 * @param name lower-case, with hyphens, such as {@code drf-token}
 */
record NewContract(Path checkout, String name) {

    private static final String MODEL = "express";
    private static final String ABOUT = "A backend like that of express, until this sentence says what it is.";
    private static final Path CONTRACTS = Path.of("src/main/java/latchkey/contract");
    private static final Path CASES = Path.of("src/test/resources/contracts");
    private static final Path SETTINGS = Path.of("src/main/resources/application.properties");
    private static final Pattern SINCE = Pattern.compile("(int since\\(\\) \\{\\s+return )(\\d+);");

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("The name of the contract is missing.");
        }
        new NewContract(Path.of(""), arguments[0]).write().forEach(System.out::println);
    }

    NewContract {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    name + " is not lower-case, or has other characters than letters, digits and hyphens.");
        }
    }

    /** The files that were written, relative to the checkout. */
    List<Path> write() throws IOException {
        if (Files.exists(checkout.resolve(folder(name)))) {
            throw new IllegalArgumentException("There is a contract " + name + ".");
        }
        int since = latest() + 1;
        for (Path model : list(folder(MODEL))) {
            String file = model.getFileName().toString().replace(prefix(MODEL), prefix(name));
            put(folder(name).resolve(file), classes(read(model), since));
        }
        put(CASES.resolve(name + ".json"), read(CASES.resolve(MODEL + ".json")));
        put(CASES.resolve(name + ".email.json"), read(CASES.resolve(MODEL + ".email.json")));
        put(page(), "# %s\n\n%s\n\n".formatted(name, ABOUT));
        put(SETTINGS, withHost(read(SETTINGS)));
        return Stream.of(
                        list(folder(name)).stream(),
                        Stream.of(CASES.resolve(name + ".json"), CASES.resolve(name + ".email.json"), page(), SETTINGS))
                .flatMap(files -> files)
                .toList();
    }

    private Path page() {
        return Path.of("docs/contracts", name + ".md");
    }

    private String classes(String text, int since) {
        return SINCE.matcher(text)
                .replaceFirst("$1" + since + ";")
                .replaceAll("return \"An Express backend[^;]+;", Matcher.quoteReplacement("return \"" + ABOUT + "\";"))
                .replace(
                        "latchkey.contract." + MODEL,
                        "latchkey.contract." + folder(name).getFileName())
                .replace(prefix(MODEL), prefix(name))
                .replace("\"" + MODEL + "\"", "\"" + name + "\"")
                .replace("docs/contracts/" + MODEL, "docs/contracts/" + name);
    }

    /** In development, each contract has a host of its own, which also turns it on. */
    private String withHost(String settings) {
        String line = "%%dev,test.latchkey.contract.hosts.\"%s.localhost\"=%s\n";
        String model = line.formatted(MODEL, MODEL);
        return settings.replace(model, model + line.formatted(name, name));
    }

    private int latest() throws IOException {
        int latest = 1;
        for (Path folder : list(CONTRACTS)) {
            for (Path file : Files.isDirectory(checkout.resolve(folder)) ? list(folder) : List.<Path>of()) {
                Matcher since = SINCE.matcher(read(file));
                latest = Math.max(latest, since.find() ? Integer.parseInt(since.group(2)) : 1);
            }
        }
        return latest;
    }

    private static Path folder(String contract) {
        return CONTRACTS.resolve(contract.replace("-", ""));
    }

    /** What the names of its classes begin with. */
    private static String prefix(String contract) {
        return Stream.of(contract.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(checkout.resolve(folder))) {
            return files.map(file -> folder.resolve(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private String read(Path file) throws IOException {
        return Files.readString(checkout.resolve(file));
    }

    private void put(Path file, String text) throws IOException {
        Files.createDirectories(checkout.resolve(file).getParent());
        Files.writeString(checkout.resolve(file), text);
    }
}
