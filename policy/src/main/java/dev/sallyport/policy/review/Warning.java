package dev.sallyport.policy.review;

import dev.sallyport.policy.yaml.Problem;

/// Something in a good role map that hardly anyone can have meant.
///
/// @param code stable, `shadowed-rule`
/// @param place where, what and what to do about it
public record Warning(String code, Problem place) implements Comparable<Warning> {

    @Override
    public int compareTo(Warning other) {
        int byPlace = place.compareTo(other.place);
        return byPlace != 0 ? byPlace : code.compareTo(other.code);
    }

    /// ``policy.yaml:12:5: this permit never applies: …; remove it [shadowed-rule]``
    @Override
    public String toString() {
        return place + " [" + code + "]";
    }
}
