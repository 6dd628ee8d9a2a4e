-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(190) COLLATE utf8mb4_unicode_ci NOT NULL,
  `country` char(2) CHARACTER SET ascii NOT NULL DEFAULT 'DE',
  `birth_year` year DEFAULT NULL,
  `flags` set('vip','blocked','newsletter') NOT NULL DEFAULT '',
  `tier` enum('bronze','silver','gold') NOT NULL DEFAULT 'bronze',
  `prefs` json DEFAULT NULL,
  `locale` varchar(5) GENERATED ALWAYS AS (json_unquote(json_extract(`prefs`,'$.locale'))) VIRTUAL,
  `created_at` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `deleted_at` datetime(3) DEFAULT NULL,
  `active_email` varchar(190) GENERATED ALWAYS AS (if(isnull(`deleted_at`),`email`,NULL)) STORED,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_active` (`active_email`),
  KEY `ix_locale` (`locale`),
  FULLTEXT KEY `ft` (`email`),
  CONSTRAINT `chk_country` CHECK (`country` regexp '^[A-Z]{2}$'),
  CONSTRAINT `chk_prefs` CHECK (json_valid(`prefs`)),
  CONSTRAINT `chk_deleted` CHECK (((`deleted_at` is null) or (`deleted_at` >= _utf8mb4'2020-01-01')))
) ENGINE=InnoDB AUTO_INCREMENT=101 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE `categories` (
  `id` smallint unsigned NOT NULL AUTO_INCREMENT,
  `parent_id` smallint unsigned DEFAULT NULL,
  `slug` varchar(60) NOT NULL,
  `name` varchar(60) NOT NULL,
  `lft` int NOT NULL,
  `rgt` int NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `slug` (`slug`(20)),
  CONSTRAINT `fk_cat_parent` FOREIGN KEY (`parent_id`) REFERENCES `categories` (`id`) ON DELETE SET NULL,
  CONSTRAINT `chk_nested` CHECK (`lft` < `rgt`)
) ENGINE=InnoDB;
CREATE TABLE `products` (
  `sku` varchar(14) NOT NULL,
  `category_id` smallint unsigned NOT NULL,
  `title` varchar(120) NOT NULL,
  `descr` mediumtext,
  `net` decimal(10,2) unsigned NOT NULL,
  `vat` decimal(4,2) NOT NULL DEFAULT '19.00',
  `gross` decimal(10,2) GENERATED ALWAYS AS (round(`net` * (1 + `vat` / 100), 2)) STORED,
  `weight_g` mediumint unsigned NOT NULL DEFAULT 0,
  `ean` char(13) DEFAULT NULL,
  `attrs` json NOT NULL,
  `pos` point DEFAULT NULL,
  PRIMARY KEY (`sku`),
  UNIQUE KEY `ean` (`ean`),
  KEY `cat` (`category_id`,`title`),
  FULLTEXT KEY `ft` (`title`,`descr`),
  CONSTRAINT `p_cat` FOREIGN KEY (`category_id`) REFERENCES `categories` (`id`),
  CONSTRAINT `p_sku` CHECK (`sku` regexp '^[A-Z]{2}-[0-9]{4,8}$'),
  CONSTRAINT `p_ean` CHECK (`ean` regexp '^[0-9]{13}$'),
  CONSTRAINT `p_vat` CHECK (`vat` in (0.00, 7.00, 19.00)),
  CONSTRAINT `p_attrs` CHECK (json_type(`attrs`) = 'OBJECT' and json_extract(`attrs`, '$.color') is not null)
) ENGINE=InnoDB COMMENT='it''s; products';
CREATE TABLE `orders` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `no` varchar(20) NOT NULL,
  `customer_id` int unsigned NOT NULL,
  `state` enum('new','paid','shipped','done','cancelled') NOT NULL DEFAULT 'new',
  `placed` datetime NOT NULL,
  `shipped` datetime DEFAULT NULL,
  `delivered` datetime DEFAULT NULL,
  `days_open` int GENERATED ALWAYS AS (timestampdiff(day, `placed`, `delivered`)) VIRTUAL,
  PRIMARY KEY (`id`), UNIQUE KEY `no` (`no`),
  CONSTRAINT `o_cust` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`) ON UPDATE CASCADE,
  CONSTRAINT `o_ship` CHECK (`shipped` is null or `shipped` >= `placed`),
  CONSTRAINT `o_dlv` CHECK (`delivered` is null or (`shipped` is not null and `delivered` between `shipped` and `shipped` + interval 30 day)),
  CONSTRAINT `o_state` CHECK (`state` not in ('shipped','done') or `shipped` is not null),
  CONSTRAINT `o_no` CHECK (`no` like 'ORD-%' and char_length(`no`) = 12)
) ENGINE=InnoDB;
CREATE TABLE `order_lines` (
  `order_id` bigint unsigned NOT NULL, `pos` tinyint unsigned NOT NULL, `sku` varchar(14) NOT NULL, `qty` smallint unsigned NOT NULL DEFAULT 1,
  `price` decimal(10,2) NOT NULL, `discount_pct` tinyint NOT NULL DEFAULT 0, `total` decimal(12,2) AS (`qty` * `price` * (100 - `discount_pct`) / 100) STORED,
  PRIMARY KEY (`order_id`,`pos`), UNIQUE KEY `once` (`order_id`,`sku`),
  CONSTRAINT `l_o` FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE, CONSTRAINT `l_p` FOREIGN KEY (`sku`) REFERENCES `products` (`sku`),
  CHECK (`qty` between 1 and 99), CHECK (`discount_pct` between 0 and 60), CHECK (`pos` >= 1)
) ENGINE=InnoDB;
/*!50003 SET @saved_cs_client = @@character_set_client */;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `orders_bi` BEFORE INSERT ON `orders` FOR EACH ROW BEGIN
  IF NEW.`no` = '' THEN SET NEW.`no` = 'x;y'; END IF;
END */;;
DELIMITER ;
DELIMITER //
CREATE PROCEDURE cleanup(IN days INT)
BEGIN
  DELETE FROM orders WHERE state = 'cancelled' AND placed < NOW() - INTERVAL days DAY;
  -- a comment; with semicolon
  SELECT 'done; really' AS msg;
END //
CREATE FUNCTION vat_of(n DECIMAL(10,2)) RETURNS DECIMAL(10,2) DETERMINISTIC RETURN n * 0.19 //
DELIMITER ;
CREATE OR REPLACE VIEW open_orders AS SELECT * FROM orders WHERE state IN ('new','paid');
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
