package latchkey.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import latchkey.cluster.Exchange.Deed;

/**
 * Compares what clients were told with what they were told before: nothing that was acknowledged may be lost or undone. The
 * changes of one account must follow each other; its refreshes may overlap.
 */
final class Checker {

    /** How long after its end a request without an answer may still change something: a statement waits half a minute. */
    private static final Duration LATEST_EFFECT = Duration.ofMinutes(2);

    private static final Set<Integer> EXPECTED = Set.of(0, 200, 202, 400, 401, 429, 503);

    private final List<String> violations = new ArrayList<>();

    /**
     * The violations in a history.
     *
     * @param audited the kind and the request of each audit event, with a blank between
     */
    static List<String> violations(List<Exchange> history, Set<String> audited) {
        Checker checker = new Checker();
        List<Exchange> sorted =
                history.stream().sorted(Comparator.comparing(Exchange::began)).toList();
        sorted.forEach(exchange -> checker.checkAnswer(exchange, audited));
        grouped(sorted, Exchange::account).values().forEach(checker::checkAccount);
        return checker.violations;
    }

    private void checkAnswer(Exchange exchange, Set<String> audited) {
        if (!EXPECTED.contains(exchange.status())) {
            report("an unexpected answer", exchange);
        }
        String event = exchange.deed().audited;
        if (exchange.acknowledged() && !event.isEmpty() && !audited.contains(event + " " + exchange.request())) {
            report("no audit event of an acknowledged change", exchange);
        }
    }

    private void checkAccount(List<Exchange> account) {
        checkPasswords(account);
        checkCodes(account);
        Map<String, List<Exchange>> sessions = grouped(account, Exchange::session);
        sessions.remove("");
        List<Exchange> lists = of(Deed.LIST, account);
        sessions.values().stream()
                .filter(session -> session.get(0).deed() == Deed.SIGN_IN)
                .forEach(session -> {
                    List<Exchange> ends = ends(session, account);
                    checkLife(of(Deed.REFRESH, session), ends);
                    checkLine(of(Deed.REFRESH, session));
                    checkLists(session.get(0), lists, ends);
                });
    }

    /** An account exists, and has the password that was set last. */
    private void checkPasswords(List<Exchange> account) {
        Map<String, Instant> possible = new HashMap<>(Map.of("", Instant.MAX));
        for (Exchange exchange : account) {
            boolean change = exchange.deed() == Deed.REGISTER || exchange.deed() == Deed.RESET;
            String password = change ? exchange.got() : exchange.shown();
            if (change && exchange.unknown()) {
                possible.put(password, exchange.ended().plus(LATEST_EFFECT));
            } else if (change && exchange.acknowledged()) {
                possible = new HashMap<>(Map.of(password, Instant.MAX));
            } else if (exchange.deed() == Deed.SIGN_IN && exchange.acknowledged()) {
                if (!possible.containsKey(password)) {
                    report("a replaced password works", exchange);
                }
                possible.values().removeIf(exchange.began()::isAfter);
                possible.remove("");
                possible.put(password, Instant.MAX);
            } else if (exchange.deed() == Deed.SIGN_IN
                    && exchange.refused()
                    && possible.keySet().equals(Set.of(password))) {
                report("an account or its password is lost", exchange);
            }
        }
    }

    private void checkCodes(List<Exchange> account) {
        Map<String, Exchange> used = new HashMap<>();
        of(Deed.RESET, account).stream().filter(Exchange::acknowledged).forEach(reset -> {
            if (used.put(reset.shown(), reset) != null) {
                report("a used code works again", reset);
            }
        });
    }

    /** What ended a session, or may have. */
    private static List<Exchange> ends(List<Exchange> session, List<Exchange> account) {
        List<Exchange> ends = new ArrayList<>(of(Deed.SIGN_OUT, session));
        of(Deed.RESET, account).stream()
                .filter(reset -> reset.after(session.get(0)))
                .forEach(ends::add);
        ends.removeIf(Exchange::refused);
        return ends;
    }

    private void checkLife(List<Exchange> refreshes, List<Exchange> ends) {
        for (Exchange refresh : refreshes) {
            if (refresh.acknowledged() && endedBefore(refresh, ends)) {
                report("an ended session lives again", refresh);
            }
            if (refresh.refused() && !mayHaveEnded(refresh, ends)) {
                report("a user was signed out", refresh);
            }
        }
    }

    /** Each generation has one token, and no refresh returns to an earlier generation. */
    private void checkLine(List<Exchange> refreshes) {
        Map<Integer, String> tokens = new HashMap<>();
        List<Exchange> acknowledged =
                refreshes.stream().filter(Exchange::acknowledged).toList();
        for (Exchange refresh : acknowledged) {
            String token = withoutSignature(refresh.got());
            if (!token.equals(tokens.computeIfAbsent(refresh.generation(), first -> token))) {
                report("a refresh chain has two lines", refresh);
            }
            Optional<Exchange> later = acknowledged.stream()
                    .filter(before -> refresh.after(before) && before.generation() > refresh.generation())
                    .findFirst();
            later.ifPresent(before -> report("a refresh was undone", refresh));
        }
    }

    /** Each of the secrets that are in use makes another signature. */
    private static String withoutSignature(String token) {
        return token.replaceAll("[.][^.]*$", "");
    }

    private void checkLists(Exchange opened, List<Exchange> lists, List<Exchange> ends) {
        for (Exchange list : lists) {
            boolean listed = list.got().contains(opened.session());
            if (list.acknowledged() && listed && endedBefore(list, ends)) {
                report("an ended session is listed", list);
            }
            if (list.acknowledged() && !listed && list.after(opened) && !mayHaveEnded(list, ends)) {
                report("a session is missing in the list", list);
            }
        }
    }

    private static boolean endedBefore(Exchange exchange, List<Exchange> ends) {
        return ends.stream().anyMatch(end -> end.acknowledged() && exchange.after(end));
    }

    private static boolean mayHaveEnded(Exchange exchange, List<Exchange> ends) {
        return ends.stream().anyMatch(end -> !end.after(exchange));
    }

    private void report(String violation, Exchange exchange) {
        violations.add(violation + ": " + exchange);
    }

    private static List<Exchange> of(Deed deed, List<Exchange> exchanges) {
        return exchanges.stream().filter(exchange -> exchange.deed() == deed).toList();
    }

    private static Map<String, List<Exchange>> grouped(
            List<Exchange> exchanges, java.util.function.Function<Exchange, String> key) {
        return exchanges.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }
}
