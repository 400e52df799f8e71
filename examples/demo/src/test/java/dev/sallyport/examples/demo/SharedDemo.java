package dev.sallyport.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Hands one [Demo] to every test that asks for it and leaves it as it was: started by the first, closed after
/// the last. A start takes seconds.
final class SharedDemo implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Demo.class;
    }

    @Override
    public Demo resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedDemo.class))
                .getOrComputeIfAbsent(Demo.class, _ -> start(), Demo.class);
    }

    private static Demo start() {
        try {
            var home = Files.createTempDirectory("sallyport-shared-demo").toRealPath();
            return Demo.start(home, DemoPort.choose(0), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
