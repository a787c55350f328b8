<?php
// WordPress's own oEmbed consumer without a database: php wordpress.php FOLDER-OF-WORDPRESS ADDRESS
// prints what a post shows where somebody has pasted the address.
define('ABSPATH', rtrim($argv[1], '/') . '/');
define('WPINC', 'wp-includes');
define('WP_CONTENT_DIR', ABSPATH . 'wp-content');
define('WP_CONTENT_URL', 'http://host.example/wp-content');
define('WP_DEBUG', false);
foreach (['version', 'plugin', 'load', 'default-constants', 'class-wp-error', 'functions', 'formatting', 'kses',
          'shortcodes', 'class-wp-list-util', 'l10n', 'http', 'class-wp-http', 'class-wp-http-streams',
          'class-wp-http-curl', 'class-wp-http-proxy', 'class-wp-http-cookie', 'class-wp-http-encoding',
          'class-wp-http-response', 'class-wp-http-requests-response', 'class-wp-http-requests-hooks',
          'general-template', 'link-template', 'embed', 'class-wp-oembed'] as $part) {
    require_once ABSPATH . WPINC . "/$part.php";
}
// Of the parts that need a database, the one thing that is asked for.
function wp_generate_password($length) {
    return substr(bin2hex(random_bytes($length)), 0, $length);
}
foreach (['blog_charset' => 'UTF-8', 'siteurl' => 'http://host.example', 'home' => 'http://host.example'] as $name => $value) {
    add_filter("pre_option_$name", fn() => $value);
}
add_filter('http_allowed_safe_ports', fn($ports) => [...$ports, parse_url($argv[2], PHP_URL_PORT)]);
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_request_timeout', fn() => 60);  // a busy machine may take longer than the usual 5 s
add_filter('oembed_dataparse', 'wp_filter_oembed_result', 10, 3);
echo (new WP_oEmbed())->get_html($argv[2], ['width' => 600, 'height' => 1000]);
