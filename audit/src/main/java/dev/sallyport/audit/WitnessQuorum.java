package dev.sallyport.audit;

import java.util.HashSet;
import java.util.List;

/// The witnesses of a log, and how many of them must have cosigned a checkpoint. Immutable.
///
/// @param witnesses at least one; no two have one name or one public key, since they would be one witness that counts
///     twice
/// @param least 1 to as many as there are
public record WitnessQuorum(List<WitnessKey> witnesses, int least) {

    public WitnessQuorum {
        witnesses = List.copyOf(witnesses);
        var names = new HashSet<String>();
        var keys = new HashSet<String>();
        for (var each : witnesses) {
            if (!names.add(each.name())) {
                throw new IllegalArgumentException(
                        "two of the witnesses have the name `" + each.name() + "`");
            }
            if (!keys.add(each.material())) {
                throw new IllegalArgumentException(
                        "the witness `" + each.name() + "` has the public key of another one");
            }
        }
        if (least < 1 || least > witnesses.size()) {
            throw new IllegalArgumentException(
                    "a quorum is from 1 to the number of witnesses, which is "
                            + witnesses.size()
                            + ", not "
                            + least);
        }
    }
}
