package dev.sallyport.policy.yaml;

import java.util.Optional;

/// Where something stands in a file.
record Place(Problems problems, int line, int column, String path) {

    void problem(String message, Optional<String> fix) {
        problems.add(line, column, path, message, fix);
    }

    Place child(int line, int column, String key) {
        return new Place(problems, line, column, path.isEmpty() ? key : path + "." + key);
    }

    Place item(int line, int column, int index) {
        return new Place(problems, line, column, path + "[" + index + "]");
    }
}
