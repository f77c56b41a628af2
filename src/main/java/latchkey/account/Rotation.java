package latchkey.account;

import static java.util.Comparator.comparingInt;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits for a turn, as a tree: of the branches of a branch each has a turn before one has another, however much waits there.
 * At the end of a path it is the first that came.
 */
final class Rotation<T> {

    /** By the next step of their paths, in the order of their turns. None is empty. */
    private final Map<String, Rotation<T>> branches = new LinkedHashMap<>();

    private final Deque<T> waiting = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    void add(List<String> path, T one) {
        size++;
        if (path.isEmpty()) {
            waiting.add(one);
        } else {
            branches.computeIfAbsent(path.get(0), step -> new Rotation<>()).add(rest(path), one);
        }
    }

    /** Whether it was there. */
    boolean remove(List<String> path, T one) {
        boolean removed = path.isEmpty() ? waiting.remove(one) : removeBelow(path, one);
        size -= removed ? 1 : 0;
        return removed;
    }

    private boolean removeBelow(List<String> path, T one) {
        Rotation<T> branch = branches.get(path.get(0));
        if (branch == null || !branch.remove(rest(path), one)) {
            return false;
        }
        if (branch.size == 0) {
            branches.remove(path.get(0));
        }
        return true;
    }

    /** Whose turn it is, of at least one. */
    T next() {
        size--;
        if (branches.isEmpty()) {
            return waiting.remove();
        }
        Iterator<Map.Entry<String, Rotation<T>>> turns = branches.entrySet().iterator();
        Map.Entry<String, Rotation<T>> first = turns.next();
        String step = first.getKey();
        Rotation<T> branch = first.getValue();
        turns.remove();
        T next = branch.next();
        if (branch.size > 0) {
            branches.put(step, branch);
        }
        return next;
    }

    /**
     * What a newcomer may take the place of: the latest where the most wait, unless that is where the newcomer would wait, or as
     * many would wait there then.
     */
    Optional<T> outnumbered(List<String> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Rotation<T> most = biggest();
        Rotation<T> own = branches.get(path.get(0));
        if (own == most) {
            return own.outnumbered(rest(path));
        }
        return most.size > (own == null ? 1 : own.size + 1) ? Optional.of(most.latest()) : Optional.empty();
    }

    private T latest() {
        return branches.isEmpty() ? waiting.getLast() : biggest().latest();
    }

    private Rotation<T> biggest() {
        return Collections.max(branches.values(), comparingInt(branch -> branch.size));
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }
}
