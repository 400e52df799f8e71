package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Request;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One decision over ten accesses, under 1,000 roles and 10,000 bindings.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecisionBenchmark {

    private RoleMap roleMap = LargePolicy.read("");
    private Request request = LargePolicy.request();

    @Setup
    public void read() {
        roleMap = LargePolicy.read(LargePolicy.yaml());
        request = LargePolicy.request();
        if (!(roleMap.decide(request) instanceof Decision.Permit)) {
            throw new IllegalStateException("the call is not permitted");
        }
    }

    @Benchmark
    public Object decide() {
        return roleMap.decide(request);
    }
}
