# shellcheck shell=sh disable=SC2154 # set by tools/stack
# Of tools/stack: nginx, the one that scales photos, and the certificate.

# ---- Certificate

certificate_create() {
    [ ! -f tls/cert.pem ] || return 0
    put tls/openssl.cnf <<'END' || true
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = visitd on this machine
[extensions]
subjectAltName = IP:127.0.0.1, DNS:localhost
basicConstraints = critical, CA:TRUE
END
    message=$(as_account openssl req -x509 -config tls/openssl.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -days 3650 -keyout tls/key.pem -out tls/cert.pem.new 2>&1) ||
        { printf '%s\n' "$message" >&2; die "no certificate could be made"; }
    mv tls/cert.pem.new tls/cert.pem
    say tls "made a certificate for 127.0.0.1 and localhost"
}

# ---- nginx: the shipped files, with this stack's paths in place of a machine's

# The pages' files, which nginx's account may not be able to read where they are; and their snippets. That of /docs says nothing
# as long as the page was not built.
pages_write() {
    for page in demo docs; do
        for file in "$top/pages/$page"/* "$VISITD_BUILD/pages/$page"/*; do
            name=${file##*/}
            [ ! -f "$file" ] || put "share/pages/$page/$name" <"$file" || true
        done
    done
    sed "s|@pkgdatadir@|$place/share|" "$top/nginx/visitd-demo-server.conf" | put nginx/visitd-demo-server.conf && changed=yes
    if [ -f "$VISITD_BUILD/pages/docs/swagger-ui-bundle.js" ]; then
        sed "s|@pkgdatadir@|$place/share|" "$top/nginx/visitd-docs-server.conf"
    fi | put nginx/visitd-docs-server.conf && changed=yes
    return 0
}

nginx_write() {
    changed=no
    pages_write
    limit='s/^\( *default\) 0;$/\1 1;/'
    [ "$VISITD_LIMIT" = off ] || limit=
    sed -e "s|unix:/run/visitd/|unix:$place/run/|" -e 's|# \("https://app.example.org"\)|\1|' -e "$limit" "$top/nginx/visitd-http.conf" |
        put nginx/visitd-http.conf && changed=yes
    sed "s|@pkgdatadir@|$place/share|" "$top/nginx/visitd-server.conf" | put nginx/visitd-server.conf && changed=yes
    put nginx/visitd-photos-server.conf <"$top/nginx/visitd-photos-server.conf" && changed=yes
    sed -e "s|unix:/run/visitd-scaler/|unix:$place/run/|" -e "s|/var/cache/visitd-thumbnails|$place/thumbnails|" \
        "$top/nginx/visitd-photos-http.conf" | put nginx/visitd-photos-http.conf && changed=yes
    sed -e "s|/var/lib/visitd|$place|" -e "s|/etc/nginx/snippets/|$place/nginx/|" "$top/nginx/visitd-photos-local.conf" |
        put nginx/visitd-photos-local.conf && changed=yes
    # shellcheck disable=SC2016 # nginx's variable
    sed 's/.*/set $visitd_photos_secret "&";/' photos.secret | put nginx/visitd-photos-secret.conf && changed=yes
    sed -e "s|listen 443 |listen 127.0.0.1:$VISITD_PORT |" \
        -e '/listen \[::\]/d' \
        -e 's|server_name .*;|server_name localhost;|' \
        -e "s|ssl_certificate  .*;|ssl_certificate $place/tls/cert.pem;|" \
        -e "s|ssl_certificate_key .*;|ssl_certificate_key $place/tls/key.pem;|" \
        -e "s|/var/log/nginx/visitd.access.log|$place/log/nginx.access.log|" \
        -e "s|/var/log/nginx/visitd.error.log|$place/log/nginx.error.log|" \
        -e 's|#include |include |' \
        -e "s|/etc/nginx/snippets/|$place/nginx/|" \
        "$top/nginx/visitd-site.conf" | put nginx/visitd-site.conf && changed=yes
    put nginx/nginx.conf <<END && changed=yes
# Only what the machine's own nginx.conf would say; the rest is visitd's shipped configuration.
worker_processes auto;
pid $place/run/nginx.pid;
error_log $place/log/nginx.error.log warn;
events {
    worker_connections 1024;
}
http {
    client_body_temp_path $place/nginx/tmp-body;
    fastcgi_temp_path     $place/nginx/tmp-fastcgi;
    proxy_temp_path       $place/nginx/tmp-proxy;
    scgi_temp_path        $place/nginx/tmp-scgi;
    uwsgi_temp_path       $place/nginx/tmp-uwsgi;
    include $place/nginx/visitd-http.conf;
    include $place/nginx/visitd-photos-http.conf;
    include $place/nginx/visitd-site.conf;
}
END
    return 0
}

nginx_start() {
    nginx_write
    if [ -n "$(nginx_pids)" ]; then
        if [ "$changed" = no ]; then
            say nginx "runs already"
            return
        fi
        nginx_stop
    fi
    # Its directory marks the processes as ours.
    message=$(cd nginx && as_account nginx -p "$place/nginx" -c nginx.conf -e "$place/log/nginx.error.log" 2>&1) || {
        printf '%s\n' "$message" | sort -u >&2
        case $message in
        *'Address already in use'*|*'bind()'*)
            die "nginx cannot listen on port $VISITD_PORT: set VISITD_PORT to one that is free" ;;
        esac
        die "nginx did not start"
    }
    say nginx "started on $url"
}

nginx_stop() {
    end nginx nginx_pids
}

# ---- The nginx that scales photos: its memory is bounded, so that no picture can take the machine's

scaler_write() {
    changed=no
    sed -e "s|/run/visitd-scaler/scaler-\([a-z]*\);|$place/scaler/tmp-\1;|" -e "s|/run/visitd-scaler/|$place/run/|" \
        -e "s|/var/log/visitd-scaler/error.log|$place/log/scaler.log|" -e "s|/etc/visitd/scaler-store.conf|$place/scaler/store.conf|" \
        "$top/nginx/visitd-scaler.conf" | put scaler/nginx.conf && changed=yes
    if [ -n "$VISITD_S3" ]; then
        sed -e "s|https://s3.example.org|$VISITD_S3|" "$top/nginx/visitd-scaler-s3.conf"
    else
        sed -e "s|/var/lib/visitd|$place|" "$top/nginx/visitd-scaler-local.conf"
    fi | put scaler/store.conf && changed=yes
    return 0
}

scaler_start() {
    scaler_write
    if [ -n "$(scaler_pids)" ]; then
        if [ "$changed" = no ]; then
            say scaler "runs already"
            return
        fi
        scaler_stop
    fi
    # nginx does not take the place of a socket that one before it has left.
    rm -f run/scaler.sock run/scaler-first.sock
    message=$(cd scaler && as_account prlimit --as=$((256 * 1024 * 1024)) \
        nginx -p "$place/scaler" -c nginx.conf -e "$place/log/scaler.log" 2>&1) ||
        { printf '%s\n' "$message" >&2; die "the nginx that scales photos did not start"; }
    say scaler "started"
}

scaler_stop() {
    end scaler scaler_pids
}
