package dev.sallyport.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows its one certificate whatever CAs the server names: a decent client would hold a bad one back.
final class StubbornKeyManager extends X509ExtendedKeyManager {

    private final X509ExtendedKeyManager own;
    private final boolean shows;

    StubbornKeyManager(X509ExtendedKeyManager own, boolean shows) {
        this.own = own;
        this.shows = shows;
    }

    private @Nullable String alias() {
        return shows ? "own" : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return shows ? new String[] {"own"} : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias();
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias();
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return own.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return own.getPrivateKey(alias);
    }
}
