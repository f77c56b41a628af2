package latchkey.queue;

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
 * A tree of waiting elements. The branches of a branch take turns, however many elements wait in each. At the end of a path the
 * first element that came goes first.
 */
final class RoundRobin<T> {

    /** The branches by the next step of their paths, in the order of their turns. None is empty. */
    private final Map<String, RoundRobin<T>> branches = new LinkedHashMap<>();

    private final Deque<T> waiting = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    void add(List<String> path, T element) {
        size++;
        if (path.isEmpty()) {
            waiting.add(element);
        } else {
            branches.computeIfAbsent(path.get(0), step -> new RoundRobin<>()).add(rest(path), element);
        }
    }

    /** Removes an element; false if it was not there. */
    boolean remove(List<String> path, T element) {
        boolean removed = path.isEmpty() ? waiting.remove(element) : removeBelow(path, element);
        size -= removed ? 1 : 0;
        return removed;
    }

    private boolean removeBelow(List<String> path, T element) {
        RoundRobin<T> branch = branches.get(path.get(0));
        if (branch == null || !branch.remove(rest(path), element)) {
            return false;
        }
        if (branch.size == 0) {
            branches.remove(path.get(0));
        }
        return true;
    }

    /** Removes and returns the element whose turn it is. There must be one. */
    T next() {
        size--;
        if (branches.isEmpty()) {
            return waiting.remove();
        }
        Iterator<Map.Entry<String, RoundRobin<T>>> turns = branches.entrySet().iterator();
        Map.Entry<String, RoundRobin<T>> first = turns.next();
        String step = first.getKey();
        RoundRobin<T> branch = first.getValue();
        turns.remove();
        T next = branch.next();
        if (branch.size > 0) {
            branches.put(step, branch);
        }
        return next;
    }

    /**
     * The element whose place a new one may take: the latest in the branch with the most. Empty if the new one would wait in
     * that branch, or its own branch would then have as many.
     */
    Optional<T> replaceable(List<String> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        RoundRobin<T> biggest = biggest();
        RoundRobin<T> own = branches.get(path.get(0));
        if (own == biggest) {
            return own.replaceable(rest(path));
        }
        return biggest.size > (own == null ? 1 : own.size + 1) ? Optional.of(biggest.latest()) : Optional.empty();
    }

    private T latest() {
        return branches.isEmpty() ? waiting.getLast() : biggest().latest();
    }

    private RoundRobin<T> biggest() {
        return Collections.max(branches.values(), comparingInt(branch -> branch.size));
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }
}
