package latchkey.email;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Qute templates and texts of one folder: those in the jar, or the operator's of the same name. Data are maps, lists and texts.
 * A text is a small template itself. Nothing is read before the first use.
 */
public final class Templates {

    /** The language of texts that another language lacks. */
    public static final String FALLBACK = "en";

    private static final List<String> BUILT_IN = List.of(FALLBACK, "de");

    private static final Pattern TEXTS = Pattern.compile("texts[.]([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)[.]properties");

    private final String folder;
    private final @Nullable Path own;
    private final Map<String, Template> parsed = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> texts = new ConcurrentHashMap<>();
    private volatile @Nullable Engine engine;
    private volatile @Nullable Set<String> languages;

    /**
     * Templates of a folder.
     *
     * @param folder its name in the jar, and in the operator's folder
     * @param templates the operator's folder
     */
    public Templates(String folder, Optional<String> templates) {
        this.folder = folder;
        own = templates
                .map(path -> Path.of(path, folder))
                .filter(Files::isDirectory)
                .orElse(null);
    }

    /** The languages that there are texts in. */
    public Set<String> languages() {
        Set<String> known = languages;
        if (known == null) {
            known = new TreeSet<>(BUILT_IN);
            for (String file : ownFiles()) {
                Matcher name = TEXTS.matcher(file);
                if (name.matches()) {
                    known.add(name.group(1));
                }
            }
            languages = known;
        }
        return known;
    }

    /** Whether a text exists, and is not empty. */
    public boolean hasText(String language, String key) {
        return !source(language, key).isEmpty();
    }

    /** A text, without escapes. */
    public String text(String language, String key, Map<String, ?> data) {
        return rendered(
                parsed.computeIfAbsent(
                        language + " " + key,
                        id -> parse("texts." + language + ".properties, " + key, source(language, key))),
                data);
    }

    /** All texts whose key begins with {@code prefix}, by the rest of it, without escapes. */
    public Map<String, String> texts(String language, String prefix) {
        Map<String, String> found = new TreeMap<>();
        texts.computeIfAbsent(FALLBACK, this::texts).keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> found.put(key.substring(prefix.length()), text(language, key, Map.of())));
        return found;
    }

    /** A file with the data put in; of HTML, the data are escaped. */
    public String render(String file, Map<String, ?> data) {
        return rendered(
                parsed.computeIfAbsent(
                        file, id -> parse(file, read(file).orElseThrow(() -> new IllegalStateException(file)))),
                data);
    }

    /** The content of a file that is no template. */
    public Optional<String> read(String file) {
        try {
            if (own != null && Files.isRegularFile(own.resolve(file))) {
                return Optional.of(Files.readString(own.resolve(file)));
            }
            return builtIn(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the operator's files. */
    Set<String> ownFiles() {
        if (own == null) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is wrong with the operator's files, in a sentence that names file and line.
     *
     * @param rendering renders all of them with some data
     */
    public Optional<String> flaw(Runnable rendering) {
        try {
            rendering.run();
            return Optional.empty();
        } catch (TemplateException e) {
            String where = e.getOrigin() == null
                    ? "a file"
                    : String.format(
                            Locale.ROOT,
                            "%s/%s, line %d",
                            folder,
                            e.getOrigin().getTemplateId(),
                            e.getOrigin().getLine());
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.email.templates has a mistake in %s: %s",
                    where,
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        } catch (UncheckedIOException e) {
            return Optional.of(
                    "latchkey.email.templates has a file that is not readable as UTF-8: " + e.getMessage() + ".");
        }
    }

    private static String rendered(Template template, Map<String, ?> data) {
        return template.data(data).render();
    }

    private Template parse(String id, String content) {
        return engine().parse(content, id.endsWith(".html") ? Variant.forContentType(Variant.TEXT_HTML) : null, id);
    }

    private Engine engine() {
        Engine known = engine;
        if (known == null) {
            known = Engine.builder()
                    .addDefaults()
                    .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                    .build();
            engine = known;
        }
        return known;
    }

    private String source(String language, String key) {
        String text = texts.computeIfAbsent(language, this::texts).get(key);
        return text != null
                ? text
                : texts.computeIfAbsent(FALLBACK, this::texts).getOrDefault(key, "");
    }

    /** The operator's texts go before the built-in ones, one by one. */
    private Map<String, String> texts(String language) {
        String file = "texts." + language + ".properties";
        Map<String, String> all = new HashMap<>();
        try {
            builtIn(file).ifPresent(content -> all.putAll(properties(content)));
            if (own != null && Files.isRegularFile(own.resolve(file))) {
                all.putAll(properties(Files.readString(own.resolve(file))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static Map<String, String> properties(String content) {
        Properties properties = new Properties();
        try (Reader reader = new StringReader(content)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        return texts;
    }

    private Optional<String> builtIn(String file) throws IOException {
        try (InputStream content =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(folder + "/" + file)) {
            return content == null ? Optional.empty() : Optional.of(new String(content.readAllBytes(), UTF_8));
        }
    }
}
