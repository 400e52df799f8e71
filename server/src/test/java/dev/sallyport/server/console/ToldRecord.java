package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A record as lines of text.
///
/// @param fails whether nothing can be put on record now
record ToldRecord(List<String> told, BooleanSupplier fails) implements SessionRecord {

    @Override
    public void signedIn(Principal human, String session, SignedInBy by) {
        if (fails.getAsBoolean()) {
            throw new IllegalStateException("the disk is full");
        }
        told.add("in by " + by.means() + " " + human.subject() + " " + session);
    }

    @Override
    public void ended(Principal human, String session, End why) {
        told.add(why + " " + human.subject() + " " + session);
    }
}
