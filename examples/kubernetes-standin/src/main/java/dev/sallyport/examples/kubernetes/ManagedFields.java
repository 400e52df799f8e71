package dev.sallyport.examples.kubernetes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Who owns which fields of an object: `metadata.managedFields`, taken apart.
final class ManagedFields {

    private static final Comparator<Owner> ORDER =
            Comparator.comparing((Owner owner) -> !owner.applies())
                    .thenComparing(Owner::time)
                    .thenComparing(Owner::manager);

    private final List<Owner> owners;

    /// @param applies whether it owns by server-side apply, or else by updating
    /// @param time of its last change, as in the object
    record Owner(
            String manager, boolean applies, String apiVersion, String time, ObjectNode fields) {

        Owner with(ObjectNode changed, String now) {
            return new Owner(manager, applies, apiVersion, now, changed);
        }

        Owner owning(ObjectNode rest) {
            return new Owner(manager, applies, apiVersion, time, rest);
        }

        boolean is(String name, boolean byApply) {
            return manager.equals(name) && applies == byApply;
        }
    }

    private ManagedFields(List<Owner> owners) {
        this.owners = List.copyOf(owners);
    }

    static ManagedFields of(ObjectNode object) {
        var owners = new ArrayList<Owner>();
        for (var entry : object.path("metadata").path("managedFields")) {
            owners.add(
                    new Owner(
                            Json.text(entry, "manager"),
                            Json.text(entry, "operation").equals("Apply"),
                            Json.text(entry, "apiVersion"),
                            Json.text(entry, "time"),
                            (ObjectNode) entry.path("fieldsV1").deepCopy()));
        }
        return new ManagedFields(owners);
    }

    static ManagedFields none() {
        return new ManagedFields(List.of());
    }

    Optional<Owner> find(String manager, boolean applies) {
        return owners.stream().filter(owner -> owner.is(manager, applies)).findFirst();
    }

    List<Owner> others(String manager, boolean applies) {
        return owners.stream().filter(owner -> !owner.is(manager, applies)).toList();
    }

    /// The same with this owner's entry put in, or left out where it owns nothing.
    ManagedFields with(Owner changed) {
        var next = new ArrayList<>(others(changed.manager(), changed.applies()));
        if (!changed.fields().isEmpty()) {
            next.add(changed);
        }
        return new ManagedFields(next);
    }

    /// Everyone else loses the fields; who then owns nothing goes.
    ManagedFields taken(String manager, boolean applies, ObjectNode fields) {
        var next = new ArrayList<Owner>();
        for (var owner : owners) {
            var rest =
                    owner.is(manager, applies)
                            ? owner.fields()
                            : FieldSets.minus(owner.fields(), fields);
            if (!rest.isEmpty()) {
                next.add(owner.owning(rest));
            }
        }
        return new ManagedFields(next);
    }

    /// Nobody owns what the object no longer has.
    ManagedFields within(ObjectNode object) {
        var next = new ArrayList<Owner>();
        for (var owner : owners) {
            var rest = FieldSets.existing(owner.fields(), "", object);
            if (!rest.isEmpty()) {
                next.add(owner.owning(rest));
            }
        }
        return new ManagedFields(next);
    }

    void writeTo(ObjectNode object) {
        var metadata = Json.child(object, "metadata");
        metadata.remove("managedFields");
        if (owners.isEmpty()) {
            return;
        }
        var list = metadata.putArray("managedFields");
        for (var owner : owners.stream().sorted(ORDER).toList()) {
            var entry = list.addObject();
            entry.put("manager", owner.manager());
            entry.put("operation", owner.applies() ? "Apply" : "Update");
            entry.put("apiVersion", owner.apiVersion());
            entry.put("time", owner.time());
            entry.put("fieldsType", "FieldsV1");
            entry.set("fieldsV1", owner.fields());
        }
    }
}
